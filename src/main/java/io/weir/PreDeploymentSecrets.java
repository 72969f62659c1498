package io.weir;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An application's secrets before Weir's initializer runs: a {@code @Startup} bean may ask for one
 * already then. The runtime is opened only for a name that is configured, because MicroProfile
 * Config asks for many names.
 */
final class PreDeploymentSecrets implements Function<String, Optional<String>>, AutoCloseable {

  private static final String FILE = "META-INF/microprofile-config.properties";
  private static final String FACTORY = "io.weir.secrets.PreDeploymentSecretsFactory";

  private final Map<String, String> file;
  private @Nullable RuntimeReference reference;
  private @Nullable Function<String, Optional<String>> secrets;
  private boolean closed;

  PreDeploymentSecrets(ClassLoader application) {
    file = settings(application);
  }

  /** Reads the file itself, because MicroProfile Config is being built and cannot be asked. */
  private static Map<String, String> settings(ClassLoader application) {
    Map<String, String> found = new HashMap<>();
    try {
      for (URL url : Collections.list(application.getResources(FILE))) {
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
          properties.load(in);
        }
        properties.stringPropertyNames().stream()
            .filter(name -> name.startsWith("weir."))
            .forEach(name -> found.putIfAbsent(name, properties.getProperty(name)));
      }
    } catch (IOException | IllegalArgumentException e) {
      return Map.of(); // MicroProfile Config reads the file too and reports the mistake.
    }
    return Map.copyOf(found);
  }

  @Override
  public Optional<String> apply(String name) {
    String setting = "weir.secrets." + name;
    if (SecretRegistry.outside(setting) == null && !file.containsKey(setting)) {
      return Optional.empty();
    }
    return open().map(secrets -> secrets.apply(name)).orElse(Optional.empty());
  }

  private synchronized Optional<Function<String, Optional<String>>> open() {
    if (secrets == null && !closed) {
      RuntimeReference acquired = IsolatedRuntime.acquire();
      try {
        Function<Map<String, String>, Function<String, Optional<String>>> factory =
            SecretRegistry.typed(acquired.newInstance(Function.class, FACTORY));
        secrets = factory.apply(file);
        reference = acquired;
      } catch (ServletException e) {
        acquired.close();
        throw new IllegalStateException(e.getMessage(), e);
      } catch (RuntimeException | Error e) {
        acquired.close();
        throw e;
      }
    }
    return Optional.ofNullable(secrets);
  }

  @Override
  public synchronized void close() {
    closed = true;
    SecretRegistry.close(secrets);
    secrets = null;
    if (reference != null) {
      reference.close();
      reference = null;
    }
  }
}

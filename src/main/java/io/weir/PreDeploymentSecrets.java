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
 * An application's secrets before the container has started it: a {@code @Startup} bean asks
 * already then. The house is opened only for what is configured, for MicroProfile Config asks for
 * much.
 */
final class PreDeploymentSecrets implements Function<String, Optional<String>>, AutoCloseable {

  private static final String FILE = "META-INF/microprofile-config.properties";
  private static final String ROOM = "io.weir.secrets.PreDeploymentSecretsFactory";

  private final Map<String, String> file;
  private @Nullable RuntimeReference reference;
  private @Nullable Function<String, Optional<String>> secrets;
  private boolean closed;

  PreDeploymentSecrets(ClassLoader application) {
    file = settings(application);
  }

  /** Read here: MicroProfile Config, which is being built, must not be asked for itself. */
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
      return Map.of(); // Whoever reads it for the application tells what is wrong with it.
    }
    return Map.copyOf(found);
  }

  @Override
  public Optional<String> apply(String name) {
    String setting = "weir.secrets." + name;
    if (SecretRegistry.outside(setting) == null && !file.containsKey(setting)) {
      return Optional.empty();
    }
    return opened().map(secrets -> secrets.apply(name)).orElse(Optional.empty());
  }

  private synchronized Optional<Function<String, Optional<String>>> opened() {
    if (secrets == null && !closed) {
      RuntimeReference taken = IsolatedRuntime.enter();
      try {
        Function<Map<String, String>, Function<String, Optional<String>>> maker =
            SecretRegistry.ofHouse(taken.newInstance(Function.class, ROOM));
        secrets = maker.apply(file);
        reference = taken;
      } catch (ServletException e) {
        taken.close();
        throw new IllegalStateException(e.getMessage(), e);
      } catch (RuntimeException | Error e) {
        taken.close();
        throw e;
      }
    }
    return Optional.ofNullable(secrets);
  }

  @Override
  public synchronized void close() {
    closed = true;
    SecretRegistry.end(secrets);
    secrets = null;
    if (reference != null) {
      reference.close();
      reference = null;
    }
  }
}

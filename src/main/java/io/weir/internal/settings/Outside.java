package io.weir.internal.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * What is configured outside the application: MicroProfile Config, or system properties and the
 * environment where that is absent.
 */
interface Outside {

  Optional<String> find(String name);

  /** The names of everything that is configured there. */
  Set<String> names();

  /** The server's MicroProfile Config if there is one. */
  static Outside ofThisServer() {
    try {
      return new MicroProfile(ConfigProvider.getConfig());
    } catch (LinkageError | IllegalStateException noMicroProfile) {
      return new ThisProcess();
    }
  }

  /** As MicroProfile Config 3.1 writes a name in the environment (§ on environment variables). */
  static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** MicroProfile Config, which reads system properties and the environment too. */
  record MicroProfile(Config config) implements Outside {

    @Override
    public Optional<String> find(String name) {
      return Optional.ofNullable(config.getConfigValue(name).getValue());
    }

    @Override
    public Set<String> names() {
      Set<String> names = new TreeSet<>();
      config.getPropertyNames().forEach(names::add);
      return names;
    }
  }

  /** System properties and the environment of this JVM. */
  record ThisProcess() implements Outside {

    @Override
    public Optional<String> find(String name) {
      return Optional.ofNullable(System.getProperty(name))
          .or(() -> Optional.ofNullable(System.getenv(variable(name))));
    }

    @Override
    public Set<String> names() {
      Set<String> names = new TreeSet<>(System.getProperties().stringPropertyNames());
      names.addAll(System.getenv().keySet());
      return names;
    }
  }
}

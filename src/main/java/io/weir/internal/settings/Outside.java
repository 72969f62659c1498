package io.weir.internal.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * What is configured outside the application: MicroProfile Config, or system properties and the
 * environment where that is absent.
 */
@FunctionalInterface
interface Outside {

  Optional<String> find(String name);

  /** The server's MicroProfile Config if there is one. */
  static Outside ofThisServer() {
    try {
      var config = ConfigProvider.getConfig();
      return name -> Optional.ofNullable(config.getConfigValue(name).getValue());
    } catch (LinkageError | IllegalStateException noMicroProfile) {
      return name ->
          Optional.ofNullable(System.getProperty(name))
              .or(
                  () ->
                      Optional.ofNullable(
                          System.getenv(
                              name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))));
    }
  }

  /**
   * Every {@code weir.*} of the system properties and the environment, which other applications
   * share.
   */
  static Set<String> shared() {
    Set<String> names = new TreeSet<>(System.getProperties().stringPropertyNames());
    names.addAll(System.getenv().keySet());
    names.removeIf(name -> !name.startsWith(Settings.PREFIX) && !name.startsWith("WEIR_"));
    return names;
  }
}

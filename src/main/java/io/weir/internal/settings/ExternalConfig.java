package io.weir.internal.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * What is configured outside the application: MicroProfile Config, or system properties and the
 * environment where that is absent.
 */
interface ExternalConfig {

  Pattern NOT_OF_A_VARIABLE = Pattern.compile("[^A-Z0-9]");

  Optional<String> find(String name);

  /** The names of everything that is configured there. */
  Set<String> names();

  /** The names that stand in files of the application itself, whatever the profile. */
  default Set<String> namesInApplication() {
    return Set.of();
  }

  /** The server's MicroProfile Config if there is one. */
  static ExternalConfig ofThisServer() {
    try {
      return new MicroProfile(ConfigProvider.getConfig());
    } catch (LinkageError | IllegalStateException noMicroProfile) {
      return new ThisProcess();
    }
  }

  /** As MicroProfile Config 3.1 writes a name in the environment (§ on environment variables). */
  static String variable(String name) {
    return NOT_OF_A_VARIABLE.matcher(name.toUpperCase(Locale.ROOT)).replaceAll("_");
  }

  /** MicroProfile Config, which reads system properties and the environment too. */
  record MicroProfile(Config config) implements ExternalConfig {

    /**
     * Whether it reads {@code META-INF/microprofile-config.properties}, or the one of a profile: on
     * WildFly, on Payara.
     */
    private static boolean isFileOfApplication(ConfigSource source) {
      return source.getName().contains("META-INF/microprofile-config")
          || source.getName().equals("Properties");
    }

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

    @Override
    public Set<String> namesInApplication() {
      Set<String> names = new TreeSet<>();
      for (ConfigSource source : config.getConfigSources()) {
        if (isFileOfApplication(source)) {
          source.getPropertyNames().forEach(name -> names.add(withoutProfile(name)));
        }
      }
      return names;
    }

    /** Of {@code %prod.name}, whether that profile is the one of this server or not. */
    private static String withoutProfile(String name) {
      return name.startsWith("%") ? name.substring(name.indexOf('.') + 1) : name;
    }
  }

  /** System properties and the environment of this JVM. */
  record ThisProcess() implements ExternalConfig {

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

  /**
   * What is known while MicroProfile Config is being built, and must not be asked.
   *
   * @param file what stands in the application's own file
   */
  record BeforeDeployment(Map<String, String> file) implements ExternalConfig {

    private static final ExternalConfig PROCESS = new ThisProcess();

    public BeforeDeployment {
      file = Map.copyOf(file);
    }

    @Override
    public Optional<String> find(String name) {
      return PROCESS.find(name).or(() -> Optional.ofNullable(file.get(name)));
    }

    @Override
    public Set<String> names() {
      Set<String> names = new TreeSet<>(PROCESS.names());
      names.addAll(file.keySet());
      return names;
    }

    @Override
    public Set<String> namesInApplication() {
      return file.keySet();
    }
  }
}

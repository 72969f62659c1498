package io.weir.internal.settings;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The configuration outside the application: MicroProfile Config, or system properties and the
 * environment where the server has no MicroProfile Config.
 */
public interface ExternalConfig {

  Pattern NOT_IN_VARIABLES = Pattern.compile("[^A-Za-z0-9]");

  /** The value of a name. */
  Optional<String> find(String name);

  /** Every configured name that begins with {@code weir}, in the form in which it is written. */
  Set<String> names();

  /** The names that files of the application itself contain, in whatever profile. */
  default Set<String> namesInApplication() {
    return Set.of();
  }

  /** The configuration of this server. */
  static ExternalConfig ofThisServer() {
    try {
      return new MicroProfile(ConfigProvider.getConfig());
    } catch (LinkageError | IllegalStateException noMicroProfile) {
      return new ThisProcess();
    }
  }

  /** The usual form of a name in the environment: {@code WEIR_SCOPE} for {@code weir.scope}. */
  static String variable(String name) {
    return NOT_IN_VARIABLES.matcher(name).replaceAll("_").toUpperCase(Locale.ROOT);
  }

  /**
   * The forms that a name has in the environment, the first found counts (MicroProfile Config 3.1,
   * Environment Variables): as it is, {@code weir_scope}, {@code WEIR_SCOPE}.
   */
  static List<String> variables(String name) {
    return List.of(name, NOT_IN_VARIABLES.matcher(name).replaceAll("_"), variable(name));
  }

  /** Whether a name is that of a setting or of a variable: the server has many others. */
  static boolean isOfWeir(String name) {
    return name.startsWith(Settings.PREFIX)
        || name.startsWith("weir_")
        || name.startsWith(variable(Settings.PREFIX));
  }

  /** MicroProfile Config, which includes system properties and the environment. */
  record MicroProfile(Config config) implements ExternalConfig {

    /**
     * Whether a source is {@code META-INF/microprofile-config.properties} or the file of a profile.
     * WildFly names it by its path, Payara names it {@code Properties}.
     */
    private static boolean isFileOfApplication(ConfigSource source) {
      return source.getName().contains("META-INF/microprofile-config")
          || source.getName().equals("Properties");
    }

    @Override
    public Optional<String> find(String name) {
      return WrittenValue.of(config, name);
    }

    @Override
    public Set<String> names() {
      Set<String> names = new TreeSet<>();
      config.getPropertyNames().forEach(names::add);
      names.removeIf(name -> !isOfWeir(name));
      Set<String> written = Set.copyOf(names);
      names.removeIf(name -> isDerived(name, written));
      return names;
    }

    /**
     * Whether the server has made a name of that of a variable. WildFly lists {@code
     * WEIR_SECRETS_API_KEY} as {@code weir.secrets.api.key} too, but the variable may stand for
     * {@code weir.secrets.api-key}.
     */
    private boolean isDerived(String name, Set<String> written) {
      return name.startsWith(Settings.PREFIX)
          && variables(name).stream()
              .skip(1)
              .anyMatch(
                  variable -> written.contains(variable) && find(variable).equals(find(name)));
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

    /** {@code name} of {@code %prod.name}, whether or not this server has that profile. */
    private static String withoutProfile(String name) {
      return name.startsWith("%") ? name.substring(name.indexOf('.') + 1) : name;
    }
  }

  /** System properties and the environment of this JVM. */
  record ThisProcess() implements ExternalConfig {

    @Override
    public Optional<String> find(String name) {
      return Optional.ofNullable(System.getProperty(name))
          .or(
              () ->
                  variables(name).stream()
                      .map(System::getenv)
                      .filter(Objects::nonNull)
                      .findFirst());
    }

    @Override
    public Set<String> names() {
      Set<String> names = new TreeSet<>(System.getProperties().stringPropertyNames());
      names.addAll(System.getenv().keySet());
      names.removeIf(name -> !isOfWeir(name));
      return names;
    }
  }

  /**
   * The configuration while MicroProfile Config is being built and cannot be asked: this process,
   * then the application's own file.
   *
   * @param file the content of that file
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

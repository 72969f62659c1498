package io.weir.internal.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings of one filter, and those that all filters share.
 *
 * <p>{@code weir.rate-limit.rules} of the configuration outside the application overrides the
 * context-param of that name, which overrides the init-param {@code rules}. Read every setting,
 * then {@linkplain #check check} once: a name that is written and was never read is a mistake too.
 */
public final class Settings {

  static final String PREFIX = "weir.";

  private final String kind;
  private final Map<String, String> initParams;
  private final SharedSettings shared;
  private final Mistakes mistakes = new Mistakes();
  private final Set<String> ownNames = new TreeSet<>();
  private final Set<String> fullNames = new TreeSet<>();
  private final Map<String, String> defaults = new TreeMap<>();

  /**
   * The settings of a filter.
   *
   * @param kind {@code rate-limit}, as in {@code weir.rate-limit.rules}
   */
  public Settings(String kind, Map<String, String> initParams, SharedSettings shared) {
    this.kind = kind;
    this.initParams = Map.copyOf(initParams);
    this.shared = shared;
  }

  Settings(
      String kind,
      Map<String, String> initParams,
      Map<String, String> contextParams,
      ExternalConfig external) {
    this(kind, initParams, new SharedSettings(contextParams, external));
  }

  /**
   * What is configured outside of any application, in system properties and the environment, for
   * the time before the application is known.
   *
   * @param more what the application's own file contains
   */
  public static Settings early(String kind, Map<String, String> more) {
    return new Settings(kind, Map.of(), Map.of(), new ExternalConfig.BeforeDeployment(more));
  }

  /** A setting of this filter; its default if the text is a mistake. */
  public <T> T own(Setting<T> setting) {
    ownNames.add(setting.name());
    defaults.put(fullName(setting), setting.byDefault());
    return setting.read(findOwn(setting), mistakes);
  }

  /** A setting that all filters share; its default if the text is a mistake. */
  public <T> T shared(Setting<T> setting) {
    String full = PREFIX + setting.name();
    fullNames.add(full);
    defaults.put(full, setting.byDefault());
    SharedSettings.Reading<T> reading = shared.read(setting);
    mistakes.addAll(reading.mistakes());
    return reading.value();
  }

  /**
   * A setting that all filters share and that only the server may set. It is a mistake in a file of
   * the application.
   */
  public <T> T sharedOutside(Setting<T> setting) {
    String full = PREFIX + setting.name();
    if (!shared.isInApplication(full)) {
      return shared(setting);
    }
    fullNames.add(full);
    mistakes.add(
        full,
        "not allowed in the application; set it as a system property, or as %s in the environment"
            .formatted(ExternalConfig.variable(full)));
    return setting.read(Optional.empty(), mistakes);
  }

  /**
   * Settings whose names an administrator chooses: everything below {@code weir.secrets.} that was
   * not read before, by the rest of its name. A name that only the environment contains stays as it
   * is written there: {@code DB_PASSWORD} of {@code WEIR_SECRETS_DB_PASSWORD}.
   *
   * @param family {@code secrets}
   */
  public Map<String, RawSetting> family(String family) {
    String dotted = PREFIX + family + ".";
    Map<String, RawSetting> found = new TreeMap<>();
    Set<String> around = shared.allNames();
    around.removeAll(fullNames);
    for (String prefix : List.of(dotted, ExternalConfig.variable(dotted))) {
      fullNames.forEach(name -> around.remove(ExternalConfig.variable(name)));
      for (String name : around) {
        if (name.startsWith(prefix) && name.length() > prefix.length()) {
          String key = name.substring(prefix.length());
          find(name).ifPresent(raw -> found.put(key, raw));
        }
      }
    }
    return found;
  }

  /**
   * Where the application itself sets a name; empty if it does not.
   *
   * @param name of a property or a context-param, or the form that a name has in the environment
   */
  public Optional<String> placeInApplication(String name) {
    return shared.placeInApplication(name);
  }

  /** The form that a name has in the environment: {@code DB_PASSWORD} for {@code db.password}. */
  public static String variable(String name) {
    return ExternalConfig.variable(name);
  }

  /** Whether this setting of the filter is written, in whatever place. */
  public boolean isGiven(Setting<?> setting) {
    return findOwn(setting).isPresent();
  }

  /** Whether this setting that all filters share is written, in whatever place. */
  public boolean isSharedGiven(Setting<?> setting) {
    return shared.find(PREFIX + setting.name()).isPresent();
  }

  /**
   * Whether a context-param of the application sets this setting that all filters share. The
   * configuration outside does not count: it may be meant for other applications of the server.
   */
  public boolean isInApplication(Setting<?> setting) {
    return shared.hasContextParam(PREFIX + setting.name());
  }

  /** Whether a context-param of the application sets this setting of the filter. */
  public boolean isOwnInApplication(Setting<?> setting) {
    return shared.hasContextParam(fullName(setting));
  }

  /** Collects mistakes that show only when several settings are compared. */
  public Mistakes mistakes() {
    return mistakes;
  }

  /** The full names of all settings that were read. */
  public Set<String> names() {
    return Set.copyOf(fullNames);
  }

  /** The default of each setting that was read, by its full name. */
  Map<String, String> defaults() {
    return Map.copyOf(defaults);
  }

  /** Every mistake, including unknown init-params. To be called when all settings were read. */
  public List<Mistake> check() {
    for (String name : new TreeSet<>(initParams.keySet())) {
      if (!ownNames.contains(name)) {
        mistakes.add(name + " (init-param)", unknown(name));
      }
    }
    return mistakes.found();
  }

  private String unknown(String name) {
    if (fullNames.contains(name)) {
      return "this is a context-param, not an init-param: <context-param><param-name>%s</param-name>…</context-param>"
          .formatted(name);
    }
    return "no such setting; allowed are %s.%s"
        .formatted(String.join(", ", ownNames), NameSuggestion.didYouMean(name, ownNames));
  }

  private String fullName(Setting<?> setting) {
    return PREFIX + kind + "." + setting.name();
  }

  private Optional<RawSetting> find(String full) {
    fullNames.add(full);
    return shared.find(full);
  }

  private Optional<RawSetting> findOwn(Setting<?> setting) {
    String name = setting.name();
    return find(fullName(setting))
        .or(() -> RawSetting.of(name, Optional.ofNullable(initParams.get(name))));
  }
}

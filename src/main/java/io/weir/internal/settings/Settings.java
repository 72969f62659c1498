package io.weir.internal.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
   * Settings whose names an administrator chooses, by their full names: everything below {@code
   * weir.secrets.} that was not read before. A setting of the environment has the name of its
   * variable, {@code WEIR_SECRETS_DB_PASSWORD}, because that stands for several names.
   *
   * @param family {@code secrets}
   */
  public Map<String, RawSetting> family(String family) {
    List<String> prefixes = ExternalConfig.variables(PREFIX + family + ".");
    Set<String> read =
        fullNames.stream()
            .flatMap(name -> ExternalConfig.variables(name).stream())
            .collect(Collectors.toSet());
    Map<String, RawSetting> found = new TreeMap<>();
    for (String name : shared.allNames()) {
      if (!read.contains(name)
          && prefixes.stream()
              .anyMatch(prefix -> name.startsWith(prefix) && name.length() > prefix.length())) {
        find(name).ifPresent(raw -> found.put(name, raw));
      }
    }
    ServiceLinks.removeFrom(found, mistakes);
    return withoutOverridden(found);
  }

  /** Of a variable and a name that it stands for, the variable if both have the same text. */
  private static Map<String, RawSetting> withoutOverridden(Map<String, RawSetting> found) {
    for (String name : List.copyOf(found.keySet())) {
      ExternalConfig.variables(name).stream()
          .filter(variable -> !variable.equals(name) && found.containsKey(variable))
          .distinct()
          .forEach(variable -> found.remove(isSame(found, name, variable) ? name : variable));
    }
    return found;
  }

  private static boolean isSame(Map<String, RawSetting> found, String name, String variable) {
    RawSetting raw = found.get(name);
    RawSetting other = found.get(variable);
    return raw == null || other == null || raw.text().equals(other.text());
  }

  /**
   * Where the application itself sets the name that follows the family in a setting; empty if it
   * does not.
   *
   * @param setting {@code weir.secrets.db.password}, or one of its variables
   */
  public Optional<String> placeInApplication(String family, String setting) {
    return shared.placeInApplication(
        name -> ExternalConfig.variables(PREFIX + family + "." + name).contains(setting));
  }

  /**
   * The forms of a name in the environment: {@code db_password} and {@code DB_PASSWORD} for {@code
   * db.password}.
   */
  public static List<String> variables(String name) {
    List<String> forms = ExternalConfig.variables(name);
    return forms.subList(1, forms.size());
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

  /** Whether the application itself sets this name of a family. */
  public boolean isInApplication(String full) {
    return shared.isInApplication(full);
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

  /**
   * Where each setting that was read is written, by its full name: {@code init-param}, {@code
   * context-param}, {@code configuration}, or {@code default} if nowhere.
   */
  public Map<String, String> places() {
    Map<String, String> places = new TreeMap<>();
    String own = PREFIX + kind + ".";
    for (String full : fullNames) {
      boolean isParam =
          full.startsWith(own) && initParams.containsKey(full.substring(own.length()));
      places.put(full, shared.place(full).orElse(isParam ? "init-param" : "default"));
    }
    return places;
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

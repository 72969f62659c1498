package io.weir.internal.settings;

import io.weir.internal.secret.SecretReader;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

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
  private final Map<String, String> contextParams;
  private final ExternalConfig external;
  private final SecretReader secrets;
  private final Mistakes mistakes;
  private final Set<String> ownNames;
  private final Set<String> fullNames;

  Settings(
      String kind,
      Map<String, String> initParams,
      Map<String, String> contextParams,
      ExternalConfig external) {
    this.kind = kind;
    this.initParams = Map.copyOf(initParams);
    this.contextParams = Map.copyOf(contextParams);
    this.external = external;
    this.secrets = SecretReader.none();
    this.mistakes = new Mistakes();
    this.ownNames = new TreeSet<>();
    this.fullNames = new TreeSet<>();
  }

  private Settings(Settings same, SecretReader secrets) {
    this.kind = same.kind;
    this.initParams = same.initParams;
    this.contextParams = same.contextParams;
    this.external = same.external;
    this.secrets = secrets;
    this.mistakes = same.mistakes;
    this.ownNames = same.ownNames;
    this.fullNames = same.fullNames;
  }

  /**
   * The settings of a filter in an application on this server.
   *
   * @param kind {@code rate-limit}, as in {@code weir.rate-limit.rules}
   */
  public static Settings of(String kind, Map<String, String> initParams, ServletContext context) {
    Map<String, String> contextParams = new HashMap<>();
    Enumeration<String> names = context.getInitParameterNames();
    for (String name : Collections.list(names)) {
      contextParams.put(name, context.getInitParameter(name));
    }
    return new Settings(kind, initParams, contextParams, ExternalConfig.ofThisServer());
  }

  /**
   * What stands outside of any application: in system properties and the environment, for the time
   * before the application is known.
   *
   * @param more what stands in the application's own file
   */
  public static Settings early(String kind, Map<String, String> more) {
    return new Settings(kind, Map.of(), Map.of(), new ExternalConfig.BeforeDeployment(more));
  }

  /** The same settings and the same mistakes; {@code reader} reads the secrets that texts name. */
  public Settings with(SecretReader reader) {
    return new Settings(this, reader);
  }

  /** Reads the secrets that texts name. */
  public SecretReader secrets() {
    return secrets;
  }

  /** A setting of this filter; its default if what is written is a mistake. */
  public <T> T own(Setting<T> setting) {
    ownNames.add(setting.name());
    String full = PREFIX + kind + "." + setting.name();
    return read(setting, fromAround(full).or(() -> fromFilter(setting.name())));
  }

  /** A setting that all filters share; its default if what is written is a mistake. */
  public <T> T shared(Setting<T> setting) {
    return read(setting, fromAround(PREFIX + setting.name()));
  }

  /**
   * A setting that all filters share and that only the server may have: in what is deployed it is a
   * mistake.
   */
  public <T> T sharedOutside(Setting<T> setting) {
    String full = PREFIX + setting.name();
    fullNames.add(full);
    if (contextParams.containsKey(full) || external.namesInApplication().contains(full)) {
      mistakes.add(
          full,
          "not in the application; as a system property, or as %s in the environment"
              .formatted(ExternalConfig.variable(full)));
      return setting.reader().read(setting.byDefault(), full, mistakes, secrets);
    }
    return shared(setting);
  }

  /**
   * Settings whose names an administrator chooses: everything below {@code weir.secrets.}, by what
   * stands behind that, but for what was already read. A name that only the environment has is as
   * it stands there: {@code DB_PASSWORD} of {@code WEIR_SECRETS_DB_PASSWORD}.
   *
   * @param family {@code secrets}
   */
  public Map<String, RawSetting> family(String family) {
    String dotted = PREFIX + family + ".";
    Map<String, RawSetting> found = new TreeMap<>();
    Set<String> around = new TreeSet<>(external.names());
    around.addAll(contextParams.keySet());
    around.removeAll(fullNames);
    for (String prefix : List.of(dotted, ExternalConfig.variable(dotted))) {
      fullNames.forEach(name -> around.remove(ExternalConfig.variable(name)));
      for (String name : around) {
        if (name.startsWith(prefix) && name.length() > prefix.length()) {
          String key = name.substring(prefix.length());
          fromAround(name).ifPresent(raw -> found.put(key, raw));
        }
      }
    }
    return found;
  }

  /**
   * Where the application itself says what this name stands for; nothing if it does not.
   *
   * @param name any, of a property or a context-param, or as the environment has it
   */
  public Optional<String> placeInApplication(String name) {
    Predicate<String> same =
        name.equals(variable(name))
            ? other -> variable(other).equals(name)
            : other -> other.equals(name);
    return contextParams.keySet().stream()
        .filter(same)
        .findFirst()
        .map(found -> found + " (context-param)")
        .or(
            () ->
                external.namesInApplication().stream()
                    .filter(same)
                    .findFirst()
                    .map(found -> found + " (META-INF/microprofile-config.properties)"));
  }

  /** A name as the environment has it: {@code db.password} as {@code DB_PASSWORD}. */
  public static String variable(String name) {
    return ExternalConfig.variable(name);
  }

  /** Whether anybody wrote this setting of the filter, wherever. */
  public boolean isGiven(Setting<?> setting) {
    return fromAround(PREFIX + kind + "." + setting.name())
        .or(() -> fromFilter(setting.name()))
        .isPresent();
  }

  /**
   * Whether the application itself has this setting that all filters share. What stands outside may
   * be meant for other applications of the server.
   */
  public boolean isInApplication(Setting<?> setting) {
    return given("", Optional.ofNullable(contextParams.get(PREFIX + setting.name()))).isPresent();
  }

  /** The same of a setting of this filter, outside the declaration of the filter itself. */
  public boolean isOwnInApplication(Setting<?> setting) {
    String full = PREFIX + kind + "." + setting.name();
    return given("", Optional.ofNullable(contextParams.get(full))).isPresent();
  }

  /** Where mistakes go that only show when several settings are seen together. */
  public Mistakes mistakes() {
    return mistakes;
  }

  /** The full names of all settings that were read. */
  public Set<String> names() {
    return Set.copyOf(fullNames);
  }

  /**
   * Every mistake, those of unknown init-params included; to be called when everything was read.
   */
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
      return "no init-param but a context-param: <context-param><param-name>%s</param-name>…</context-param>"
          .formatted(name);
    }
    return "no such setting; %s.%s"
        .formatted(String.join(", ", ownNames), NameSuggestion.didYouMean(name, ownNames));
  }

  /**
   * The {@code weir.*} context-params that no filter of the application reads.
   *
   * @param known the full names of all settings of all filters
   */
  public static void checkContextParams(
      ServletContext context, Set<String> known, Mistakes mistakes) {
    for (String name : new TreeSet<>(Collections.list(context.getInitParameterNames()))) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        mistakes.add(
            name + " (context-param)",
            "no such setting; %s.%s"
                .formatted(
                    String.join(", ", new TreeSet<>(known)),
                    NameSuggestion.didYouMean(name, known)));
      }
    }
  }

  /**
   * The {@code weir.*} and {@code WEIR_*} that are configured outside the application and that no
   * filter reads.
   *
   * @param known the full names of all settings of all filters
   */
  public static Set<String> unknownOutside(Set<String> known) {
    Set<String> unknown = new TreeSet<>(ExternalConfig.ofThisServer().names());
    unknown.removeIf(name -> !name.startsWith(PREFIX) && !name.startsWith("WEIR_"));
    for (String name : known) {
      unknown.remove(name);
      unknown.remove(ExternalConfig.variable(name));
    }
    return unknown;
  }

  private Optional<RawSetting> fromAround(String full) {
    fullNames.add(full);
    return given(full + " (configuration)", external.find(full))
        .or(() -> given(full + " (context-param)", Optional.ofNullable(contextParams.get(full))));
  }

  private Optional<RawSetting> fromFilter(String name) {
    return given(name, Optional.ofNullable(initParams.get(name)));
  }

  private static Optional<RawSetting> given(String where, Optional<String> text) {
    return text.map(String::strip)
        .filter(stripped -> !stripped.isEmpty())
        .map(stripped -> new RawSetting(where, stripped));
  }

  private <T> T read(Setting<T> setting, Optional<RawSetting> written) {
    RawSetting raw = written.orElseGet(() -> new RawSetting(setting.name(), setting.byDefault()));
    try {
      return setting.reader().read(raw.text(), raw.where(), mistakes, secrets);
    } catch (IllegalArgumentException e) {
      mistakes.add(raw.where(), String.valueOf(e.getMessage()));
      return setting.reader().read(setting.byDefault(), raw.where(), mistakes, secrets);
    }
  }
}

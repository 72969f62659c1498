package io.weir.internal.settings;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is configured for a whole application. A setting that several filters share is read once,
 * and all of them get the same value.
 *
 * <p>{@code weir.scope} of the configuration outside the application overrides the context-param of
 * that name.
 */
public final class SharedSettings {

  /** Applications of one scope count together; empty stands for the context path. */
  public static final Setting<String> SCOPE = Setting.text("scope", "");

  /** The zone in which days and months begin. */
  public static final Setting<ZoneId> TIME_ZONE =
      new Setting<>("time-zone", "UTC", (text, where, mistakes) -> zone(text));

  private final Map<String, String> contextParams;
  private final ExternalConfig external;
  private final Map<String, Reading<?>> readings = new HashMap<>();

  /**
   * The value of a setting.
   *
   * @param mistakes those of its text
   */
  record Reading<T>(T value, Mistakes mistakes) {}

  /** The settings of an application with these context-params and this configuration outside. */
  public SharedSettings(Map<String, String> contextParams, ExternalConfig external) {
    this.contextParams = Map.copyOf(contextParams);
    this.external = external;
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "\"%s\": no such time zone; write UTC or a zone such as Europe/Berlin".formatted(text),
          e);
    }
  }

  /** The settings of an application on this server. */
  public static SharedSettings onThisServer(Map<String, String> contextParams) {
    return new SharedSettings(contextParams, ExternalConfig.ofThisServer());
  }

  /** The value of a setting; its default if the text is a mistake. */
  @SuppressWarnings("unchecked") // A name has one setting.
  <T> Reading<T> read(Setting<T> setting) {
    return (Reading<T>)
        readings.computeIfAbsent(
            setting.name(),
            name -> {
              Mistakes mistakes = new Mistakes();
              return new Reading<>(setting.read(find(Settings.PREFIX + name), mistakes), mistakes);
            });
  }

  /** What is written under a full name, {@code weir.rate-limit.rules}. */
  Optional<RawSetting> find(String full) {
    return RawSetting.of(full + " (configuration)", external.find(full))
        .or(
            () ->
                RawSetting.of(
                    full + " (context-param)", Optional.ofNullable(contextParams.get(full))));
  }

  /** Where a full name is written: {@code configuration} or {@code context-param}. */
  Optional<String> place(String full) {
    return RawSetting.of(full, external.find(full)).isPresent()
        ? Optional.of("configuration")
        : Optional.of("context-param").filter(place -> hasContextParam(full));
  }

  /** Whether the application itself sets this full name in its {@code web.xml}. */
  boolean hasContextParam(String full) {
    return RawSetting.of(full, Optional.ofNullable(contextParams.get(full))).isPresent();
  }

  /** Whether a file or the {@code web.xml} of the application itself contains this full name. */
  boolean isInApplication(String full) {
    return contextParams.containsKey(full) || external.namesInApplication().contains(full);
  }

  /** Every name of the configuration outside and every context-param. */
  Set<String> allNames() {
    Set<String> all = new TreeSet<>(external.names());
    all.addAll(contextParams.keySet());
    return all;
  }

  /** Where the application itself sets such a name; empty if it does not. */
  Optional<String> placeInApplication(Predicate<String> same) {
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

  /**
   * The {@code weir.*} context-params that no filter reads.
   *
   * @param known the full names of all settings of all filters
   */
  public List<Mistake> unknownContextParams(Set<String> known) {
    List<Mistake> mistakes = new ArrayList<>();
    for (String name : new TreeSet<>(contextParams.keySet())) {
      if (name.startsWith(Settings.PREFIX) && !known.contains(name)) {
        mistakes.add(
            new Mistake(
                name + " (context-param)",
                "no such setting; allowed are %s.%s"
                    .formatted(
                        String.join(", ", new TreeSet<>(known)),
                        NameSuggestion.didYouMean(name, known))));
      }
    }
    return mistakes;
  }

  /**
   * The names of Weir that are configured outside the application and that no filter reads. Other
   * applications of the server may read them.
   *
   * @param known the full names of all settings of all filters
   */
  public Set<String> unknownOutside(Set<String> known) {
    Set<String> unknown = new TreeSet<>(ServiceLinks.without(external.names(), external::find));
    known.forEach(name -> unknown.removeAll(ExternalConfig.variables(name)));
    return unknown;
  }
}

package io.weir.secrets;

import io.weir.internal.http.CommaList;
import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReference;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.NameSuggestion;
import io.weir.internal.settings.RawSetting;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The secrets of an application by their names: the settings {@code weir.secrets.<name>}. */
final class SecretDefinitions {

  /** Before the key of a secret; in a variable, {@code WEIR_SECRETS_}, as long. */
  private static final String PREFIX = "weir.secrets.";

  /**
   * One secret.
   *
   * @param setting the name of its setting, {@code weir.secrets.db.password}, or of the variable
   *     that stands for it
   * @param reference where it is kept; null if the setting contains the secret itself
   * @param clear the secret itself, which {@code weir.secrets.allow-in-war} allows; else null
   */
  record Definition(String setting, @Nullable SecretReference reference, @Nullable Secret clear) {

    String key() {
      return SecretDefinitions.key(setting);
    }

    boolean isVariable() {
      return !setting.startsWith(PREFIX);
    }
  }

  /** {@code db.password} of {@code weir.secrets.db.password}. */
  static String key(String setting) {
    return setting.substring(PREFIX.length());
  }

  static final SecretDefinitions EMPTY = new SecretDefinitions(List.of());

  /** By key, {@code db.password}. */
  private final Map<String, Definition> named;

  /** Those of the environment, by key: {@code DB_PASSWORD}. */
  private final Map<String, Definition> variables;

  private SecretDefinitions(List<Definition> all) {
    Map<Boolean, Map<String, Definition>> parts =
        all.stream()
            .collect(
                Collectors.partitioningBy(
                    Definition::isVariable,
                    Collectors.toUnmodifiableMap(Definition::key, definition -> definition)));
    this.named = parts.getOrDefault(false, Map.of());
    this.variables = parts.getOrDefault(true, Map.of());
  }

  /**
   * Reads every definition and adds mistakes to {@code settings}.
   *
   * @param allowInWar whether a setting may contain the secret itself
   */
  static SecretDefinitions of(Settings settings, boolean allowInWar) {
    List<Definition> definitions = new ArrayList<>();
    Set<String> known = settings.names();
    settings
        .family("secrets")
        .forEach(
            (setting, raw) -> {
              if (SecretReference.isReference(raw.text())) {
                reference(raw, settings.mistakes())
                    .ifPresent(found -> definitions.add(new Definition(setting, found, null)));
              } else if (allowInWar) {
                definitions.add(new Definition(setting, null, Secret.of(raw.text())));
              } else {
                // The text may be the secret itself, so the message does not repeat it.
                settings
                    .mistakes()
                    .add(
                        raw.where(),
                        SecretReference.NOT_ONE + "." + NameSuggestion.didYouMean(setting, known));
              }
            });
    if (!allowInWar) {
      definitions.stream()
          .filter(definition -> definition.reference() != null)
          .map(Definition::setting)
          .forEach(setting -> checkNotInApplication(setting, settings));
    }
    return new SecretDefinitions(definitions);
  }

  private static Optional<SecretReference> reference(RawSetting raw, Mistakes mistakes) {
    try {
      return Optional.of(SecretReference.parse(raw.text()));
    } catch (IllegalArgumentException e) {
      mistakes.add(raw.where(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static void checkNotInApplication(String setting, Settings settings) {
    settings
        .placeInApplication("secrets", setting)
        .ifPresent(
            place ->
                settings
                    .mistakes()
                    .add(
                        place,
                        "remove it from the application, because %s refers to the secret"
                            .formatted(setting)));
  }

  /** Adds a mistake for each of {@code names} that is not defined. */
  void check(Setting<?> list, List<String> names, Mistakes mistakes) {
    for (String name : names) {
      try {
        CommaList.value(name, this::required);
      } catch (IllegalArgumentException e) {
        mistakes.add("weir." + list.name(), String.valueOf(e.getMessage()));
      }
    }
  }

  private Definition required(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"%s\": %s%s is not set.%s"
                        .formatted(
                            name,
                            PREFIX,
                            name,
                            NameSuggestion.didYouMean(
                                name, all().map(Definition::key).sorted().toList()))));
  }

  boolean isEmpty() {
    return named.isEmpty() && variables.isEmpty();
  }

  private Stream<Definition> all() {
    return Stream.concat(named.values().stream(), variables.values().stream());
  }

  /**
   * The definition that an application calls so. MicroProfile Config asks this for every property
   * that anybody reads.
   */
  Optional<Definition> find(String name) {
    Definition found = named.get(name);
    return found != null || variables.isEmpty()
        ? Optional.ofNullable(found)
        : Settings.variables(name).stream()
            .flatMap(variable -> Stream.ofNullable(variables.get(variable)))
            .findFirst();
  }

  /** The definitions with a reference, by the names of their settings. */
  Map<String, SecretReference> references() {
    Map<String, SecretReference> references = new TreeMap<>();
    all()
        .forEach(
            definition -> {
              if (definition.reference() != null) {
                references.put(definition.setting(), definition.reference());
              }
            });
    return references;
  }
}

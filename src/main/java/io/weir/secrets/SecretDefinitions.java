package io.weir.secrets;

import io.weir.internal.secret.Secret;
import io.weir.internal.secret.SecretReference;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.NameSuggestion;
import io.weir.internal.settings.RawSetting;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The secrets of an application by their names: the settings {@code weir.secrets.<name>}. */
final class SecretDefinitions {

  /**
   * One secret.
   *
   * @param key its name as configured
   * @param reference where it is kept; null if the setting contains the secret itself
   * @param clear the secret itself, which {@code weir.secrets.allow-in-war} allows; else null
   */
  record Definition(String key, @Nullable SecretReference reference, @Nullable Secret clear) {}

  static final SecretDefinitions EMPTY = new SecretDefinitions(Map.of());

  private final Map<String, Definition> definitions;

  /** Whether a name comes from an environment variable: {@code DB_PASSWORD}. */
  private final boolean hasVariables;

  private SecretDefinitions(Map<String, Definition> definitions) {
    this.definitions = Map.copyOf(definitions);
    this.hasVariables = definitions.keySet().stream().anyMatch(SecretDefinitions::isVariable);
  }

  private static boolean isVariable(String key) {
    return key.equals(Settings.variable(key));
  }

  /**
   * Reads every definition and adds mistakes to {@code settings}.
   *
   * @param allowInWar whether a setting may contain the secret itself
   */
  static SecretDefinitions of(Settings settings, boolean allowInWar) {
    Map<String, Definition> definitions = new HashMap<>();
    Set<String> known = settings.names();
    settings
        .family("secrets")
        .forEach(
            (key, raw) -> {
              if (SecretReference.isReference(raw.text())) {
                reference(raw, settings.mistakes())
                    .ifPresent(found -> definitions.put(key, new Definition(key, found, null)));
              } else if (allowInWar) {
                definitions.put(key, new Definition(key, null, Secret.of(raw.text())));
              } else {
                // The text may be the secret itself, so the message does not repeat it.
                settings
                    .mistakes()
                    .add(
                        raw.where(),
                        SecretReference.NOT_ONE
                            + "."
                            + NameSuggestion.didYouMean("weir.secrets." + key, known));
              }
            });
    if (!allowInWar) {
      definitions.values().stream()
          .filter(definition -> definition.reference() != null)
          .map(Definition::key)
          .sorted()
          .forEach(key -> checkNotInApplication(key, settings));
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

  private static void checkNotInApplication(String key, Settings settings) {
    settings
        .placeInApplication(key)
        .ifPresent(
            place ->
                settings
                    .mistakes()
                    .add(
                        place,
                        "remove it from the application, because weir.secrets.%s refers to the secret"
                            .formatted(key)));
  }

  /** Adds a mistake for each of {@code names} that is not defined. */
  void check(Setting<?> list, List<String> names, Mistakes mistakes) {
    for (String name : names) {
      if (find(name).isEmpty()) {
        mistakes.add(
            "weir." + list.name(),
            "\"%s\": weir.secrets.%s is not set.%s"
                .formatted(
                    name,
                    name,
                    NameSuggestion.didYouMean(name, new TreeSet<>(definitions.keySet()))));
      }
    }
  }

  boolean isEmpty() {
    return definitions.isEmpty();
  }

  /**
   * The definition that an application calls so. MicroProfile Config asks this for every property
   * that anybody reads.
   */
  Optional<Definition> find(String name) {
    Definition found = definitions.get(name);
    if (found == null && hasVariables) {
      // Only an environment variable has a name in this form.
      found = definitions.get(Settings.variable(name));
    }
    return Optional.ofNullable(found);
  }

  /** The references by the names of their secrets. */
  Map<String, SecretReference> references() {
    Map<String, SecretReference> references = new TreeMap<>();
    definitions.forEach(
        (key, definition) -> {
          if (definition.reference() != null) {
            references.put(key, definition.reference());
          }
        });
    return references;
  }
}

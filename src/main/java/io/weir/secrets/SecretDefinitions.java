package io.weir.secrets;

import io.weir.internal.secret.Reference;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.NameSuggestion;
import io.weir.internal.settings.RawSetting;
import io.weir.internal.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The secrets of an application, by its names for them: the settings {@code weir.secrets.<key>}.
 */
final class SecretDefinitions {

  /**
   * One secret.
   *
   * @param key as configured
   * @param reference where it is kept
   * @param clear itself, which the application brings on a developer's machine
   */
  record Entry(String key, Optional<Reference> reference, Optional<Secret> clear) {

    private static Entry of(String key, Reference reference) {
      return new Entry(key, Optional.of(reference), Optional.empty());
    }

    private static Entry of(String key, Secret clear) {
      return new Entry(key, Optional.empty(), Optional.of(clear));
    }
  }

  static final SecretDefinitions EMPTY = new SecretDefinitions(Map.of());

  private final Map<String, Entry> entries;

  /** Whether the environment has given one its name. */
  private final boolean hasVariables;

  private SecretDefinitions(Map<String, Entry> entries) {
    this.entries = Map.copyOf(entries);
    this.hasVariables = entries.keySet().stream().anyMatch(SecretDefinitions::isVariable);
  }

  private static boolean isVariable(String key) {
    return key.equals(Settings.variable(key));
  }

  /**
   * Reads every secret of {@code settings}, whose mistakes are told there.
   *
   * @param allowInWar whether a secret itself may stand there
   */
  static SecretDefinitions of(Settings settings, boolean allowInWar) {
    Map<String, Entry> entries = new HashMap<>();
    Set<String> known = settings.names();
    settings
        .family("secrets")
        .forEach(
            (key, raw) -> {
              if (Reference.isReference(raw.text())) {
                reference(key, raw, entries, settings.mistakes());
              } else if (allowInWar) {
                entries.put(key, Entry.of(key, Secret.of(raw.text())));
              } else {
                settings.mistakes().add(raw.where(), notAReference(key, known));
              }
            });
    SecretDefinitions catalogue = new SecretDefinitions(entries);
    if (!allowInWar) {
      catalogue.references().keySet().forEach(key -> checkNotInClear(key, settings));
    }
    return catalogue;
  }

  private static void reference(
      String key, RawSetting raw, Map<String, Entry> entries, Mistakes mistakes) {
    try {
      entries.put(key, Entry.of(key, Reference.parse(raw.text())));
    } catch (IllegalArgumentException e) {
      mistakes.add(raw.where(), String.valueOf(e.getMessage()));
    }
  }

  /** What was written may be the secret itself: it is not repeated. */
  private static String notAReference(String key, Set<String> known) {
    return Reference.NOT_ONE + "." + NameSuggestion.didYouMean("weir.secrets." + key, known);
  }

  private static void checkNotInClear(String key, Settings settings) {
    settings
        .placeInApplication(key)
        .ifPresent(
            place ->
                settings
                    .mistakes()
                    .add(
                        place,
                        "take it out of the application, for weir.secrets.%s says where it is kept"
                            .formatted(key)));
  }

  /** Names in a list that are those of no secret are mistakes of that setting. */
  void check(String setting, List<String> names, Mistakes mistakes) {
    for (String name : names) {
      if (find(name).isEmpty()) {
        mistakes.add(
            setting,
            "\"%s\": there is no weir.secrets.%s that says where it is kept.%s"
                .formatted(
                    name, name, NameSuggestion.didYouMean(name, new TreeSet<>(entries.keySet()))));
      }
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The secret that an application calls so; asked for every property that anybody reads. */
  Optional<Entry> find(String name) {
    Entry found = entries.get(name);
    if (found == null && hasVariables) {
      // Only the environment writes a name so.
      found = entries.get(Settings.variable(name));
    }
    return Optional.ofNullable(found);
  }

  /** Where secrets are kept, by their keys. */
  Map<String, Reference> references() {
    Map<String, Reference> references = new TreeMap<>();
    entries.forEach((key, entry) -> entry.reference().ifPresent(kept -> references.put(key, kept)));
    return references;
  }
}

package io.weir.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document;
import io.weir.docs.Elided;
import io.weir.docs.ShownMistake;
import io.weir.internal.deployment.ApplicationObserver;
import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.deployment.FilterProvider;
import io.weir.secrets.Secrets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README and the manual name every setting, and no name that is not a setting. */
class SettingsInPagesTest {

  /** The required settings, so that a page shows one mistake only. */
  private static final Map<String, Map<String, String>> REQUIRED =
      Map.of(
          "rate-limit", Map.of("rules", "/** 60/minute"),
          "cors", Map.of("allowed-origins", "https://app.example.com"),
          "circuit-breaker", Map.of("circuits", "openai: /chat"),
          "metrics", Map.of(),
          "status", Map.of(),
          "validation", Map.of("checks", "upload: /upload body at most 5 MB"),
          "budget", Map.of("budgets", "/chat $5.00/hour"));

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(weir\\.[a-z0-9.-]+)` \\|");

  /** The default in a row: code if it is the text of the setting, otherwise words. */
  private static final Pattern DEFAULT =
      Pattern.compile("(?m)^\\| `(weir\\.[a-z0-9.-]+)` \\| (?:`([^`|]*)` )?[^|]*\\|");

  private static final Pattern NAME =
      Pattern.compile("(?<!io\\.)\\bweir\\.[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*");

  /** Names that an administrator chooses. */
  private static final Pattern CHOSEN =
      Pattern.compile(
          "weir\\.(validation\\.list(\\.[a-z-]+)?|secrets(\\.[a-z]+\\.[a-z.-]+)?|api-keys(\\.[a-z-]+)?"
              + "|upstream(\\.[a-z]+\\.[a-z-]+)?)|WEIR_SECRETS_DB_[A-Z]+|WEIR_UPSTREAM_OPENAI_LIMIT");

  private static final Pattern VARIABLE = Pattern.compile("\\bWEIR_[A-Z0-9_]+");

  @Test
  void the_readme_has_a_row_for_every_setting_and_for_nothing_else() {
    String readme = String.join("\n", Document.all().get(0).lines());

    assertThat(ROW.matcher(readme).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrderElementsOf(names());
  }

  @Test
  void the_readme_shows_the_defaults() {
    String readme = String.join("\n", Document.all().get(0).lines());
    Map<String, String> shown =
        DEFAULT
            .matcher(readme)
            .results()
            .collect(
                Collectors.toMap(
                    row -> row.group(1), row -> Objects.requireNonNullElse(row.group(2), "")));
    Map<String, String> defaults = new TreeMap<>();
    readings().forEach(settings -> defaults.putAll(settings.defaults()));
    // Observers tell no defaults; their pages do.
    shown
        .keySet()
        .removeIf(name -> !defaults.containsKey(name) && namesOfObservers().anyMatch(name::equals));

    assertThat(shown).containsExactlyInAnyOrderEntriesOf(defaults);
  }

  static Stream<Document> pages() {
    return Document.all().stream();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void whatever_is_called_a_setting_is_one(Document page) {
    String text = withoutMistakes(page);
    Set<String> variables = new TreeSet<>();
    names().forEach(name -> variables.add(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));

    assertThat(found(NAME, text))
        .filteredOn(name -> !CHOSEN.matcher(name).matches())
        .isSubsetOf(names());
    assertThat(found(VARIABLE, text))
        .filteredOn(name -> !CHOSEN.matcher(name).matches())
        .isSubsetOf(variables);
  }

  static Stream<ShownMistake> mistakes() {
    return ShownMistake.all().filter(shown -> !shown.isRule());
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_mistake_is_told_as_shown(ShownMistake shown) {
    List<String> told = mistakesOf(shown.given(), kindOn(shown.place()));

    assertThat(told).hasSameSizeAs(shown.told());
    for (int i = 0; i < told.size(); i++) {
      assertThat(told.get(i)).matches(Elided.pattern(shown.told().get(i)));
    }
  }

  /** Each filter has a page; what all share is told of that for rate limits, which reads it all. */
  private static FilterProvider kindOn(String place) {
    return kinds()
        .filter(provider -> place.startsWith(provider.name()))
        .findFirst()
        .or(() -> kinds().filter(provider -> provider.name().equals("rate-limit")).findFirst())
        .orElseThrow();
  }

  private static List<String> mistakesOf(List<String> lines, FilterProvider provider) {
    Map<String, String> initParams = new HashMap<>(REQUIRED.get(provider.name()));
    Map<String, String> contextParams = new HashMap<>();
    for (String line : lines) {
      String[] nameAndValue = line.split(" = ", 2);
      boolean shared = nameAndValue[0].contains(".");
      (shared ? contextParams : initParams).put(nameAndValue[0], nameAndValue[1]);
    }
    Settings settings = settings(provider, initParams, contextParams);
    provider.read(settings, "/app");
    settings.mistakes().resolve(ApplicationSecrets.provider().ofThisMachine());
    Settings ofSecrets = settings(provider, Map.of(), contextParams);
    try (Secrets secrets = Secrets.of(ofSecrets)) {
      return Stream.of(settings.check(), ofSecrets.check(), secrets.readAll())
          .flatMap(List::stream)
          .map(Mistake::toString)
          .toList();
    }
  }

  /** The names of all settings that the code reads. */
  private static Set<String> names() {
    return Stream.concat(
            readings().flatMap(settings -> settings.names().stream()), namesOfObservers())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the settings of what observes an application: the audit log, alerts. */
  private static Stream<String> namesOfObservers() {
    return ApplicationObserver.of(new SharedSettings(Map.of(), new Written(Map.of())), "/app")
        .stream()
        .flatMap(observer -> observer.names().stream());
  }

  /** The settings of all filters and of secrets, without any value. */
  private static Stream<Settings> readings() {
    Settings ofSecrets = new Settings("secrets", Map.of(), Map.of(), new Written(Map.of()));
    Secrets.of(ofSecrets).close();
    Stream<Settings> ofFilters =
        kinds()
            .map(
                provider -> {
                  Settings settings = settings(provider, Map.of(), Map.of());
                  provider.read(settings, "/app");
                  return settings;
                });
    return Stream.concat(ofFilters, Stream.of(ofSecrets));
  }

  private static Settings settings(
      FilterProvider provider, Map<String, String> initParams, Map<String, String> contextParams) {
    return new Settings(provider.name(), initParams, contextParams, new Written(Map.of()));
  }

  private static Stream<FilterProvider> kinds() {
    return ServiceLoader.load(FilterProvider.class).stream().map(ServiceLoader.Provider::get);
  }

  /** Blocks that show mistakes, and one line of the log, name unknown settings on purpose. */
  private static String withoutMistakes(Document page) {
    String text = String.join("\n", page.lines());
    return Pattern.compile(
            "(?s)```mistakes.*?```|unknown settings are configured and ignored: [A-Z_]+")
        .matcher(text)
        .replaceAll("");
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package io.weir.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static final Setting<String> RULES = Setting.text("rules", "none");
  private static final Setting<Boolean> ENABLED = Setting.yesOrNo("enabled", true);
  private static final Setting<Colour> COLOUR = Setting.oneOf("colour", Colour.PALE_BLUE);
  private static final Setting<Duration> DEADLINE =
      Setting.duration("deadline", "100ms", Duration.ofMillis(1), Duration.ofSeconds(60));

  private enum Colour {
    PALE_BLUE,
    RED
  }

  private static Settings settings(
      Map<String, String> initParams,
      Map<String, String> contextParams,
      Map<String, String> outside) {
    return new Settings("rate-limit", initParams, contextParams, new Written(outside));
  }

  private static Settings written(String name, String value) {
    return settings(Map.of(name, value), Map.of(), Map.of());
  }

  @Test
  void the_configuration_outside_stands_over_the_context_param_and_that_over_the_init_param() {
    Map<String, String> init = Map.of("rules", "i");
    Map<String, String> context = Map.of("weir.rate-limit.rules", "c");
    Map<String, String> outside = Map.of("weir.rate-limit.rules", "o");

    assertThat(settings(Map.of(), Map.of(), Map.of()).own(RULES)).isEqualTo("none");
    assertThat(settings(init, Map.of(), Map.of()).own(RULES)).isEqualTo("i");
    assertThat(settings(init, context, Map.of()).own(RULES)).isEqualTo("c");
    assertThat(settings(init, context, outside).own(RULES)).isEqualTo("o");
  }

  @Test
  void a_shared_setting_is_no_init_param() {
    Settings settings = settings(Map.of("weir.enabled", "false"), Map.of(), Map.of());
    assertThat(settings.shared(ENABLED)).isTrue();
    assertThat(settings.check())
        .singleElement()
        .asString()
        .startsWith("weir.enabled (init-param): this is a context-param, not an init-param");
  }

  @Test
  void an_empty_text_is_as_if_nothing_were_written() {
    assertThat(written("rules", " \n ").own(RULES)).isEqualTo("none");
  }

  @Test
  void an_unknown_init_param_is_a_mistake_that_names_the_one_meant() {
    Settings settings = settings(Map.of("colur", "red"), Map.of(), Map.of());
    settings.own(COLOUR);
    settings.own(RULES);
    assertThat(settings.check())
        .extracting(Mistake::toString)
        .containsExactly(
            "colur (init-param): no such setting; allowed are colour, rules. Did you mean \"colour\"?");
  }

  @Test
  void every_mistake_is_told() {
    Settings settings =
        settings(
            Map.of("colour", "rde", "deadline", "soon"),
            Map.of("weir.enabled", "yes"),
            Map.of("weir.rate-limit.deadline", "2h"));
    assertThat(settings.own(COLOUR)).isEqualTo(Colour.PALE_BLUE);
    assertThat(settings.own(DEADLINE)).isEqualTo(Duration.ofMillis(100));
    assertThat(settings.shared(ENABLED)).isTrue();
    assertThat(settings.check())
        .extracting(Mistake::toString)
        .containsExactly(
            "colour: \"rde\": allowed are pale-blue, red. Did you mean \"red\"?",
            "weir.rate-limit.deadline (configuration): \"2h\": allowed is 1 ms to 60 s, with its unit: ms, s, m or h",
            "weir.enabled (context-param): \"yes\": allowed are true, false.");
  }

  @Test
  void lengths_of_time_are_read_in_their_units() {
    assertThat(written("deadline", "250 ms").own(DEADLINE)).isEqualTo(Duration.ofMillis(250));
    assertThat(written("deadline", "2S").own(DEADLINE)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void what_the_application_says_itself_is_found_by_either_name() {
    Settings settings = settings(Map.of(), Map.of("db.password", "hunter2"), Map.of());
    for (String name : List.of("db.password", "DB_PASSWORD")) {
      assertThat(settings.placeInApplication(name)).contains("db.password (context-param)");
    }
    assertThat(settings.placeInApplication("db.passwort")).isEmpty();
    Settings early = Settings.early("secrets", Map.of("mail.key", "hunter2"));
    assertThat(early.placeInApplication("MAIL_KEY"))
        .contains("mail.key (META-INF/microprofile-config.properties)");
    assertThat(early.placeInApplication("MAIL.KEY")).isEmpty();
  }

  @Test
  void what_shared_places_hold_and_nobody_reads_is_known() {
    System.setProperty("weir.test-only.typo", "x");
    try {
      assertThat(SharedSettings.onThisServer(Map.of()).unknownOutside(Set.of("weir.enabled")))
          .contains("weir.test-only.typo");
    } finally {
      System.clearProperty("weir.test-only.typo");
    }
  }

  @Test
  void the_message_lists_every_mistake_on_a_line_of_its_own() {
    assertThat(
            new InvalidSettings(
                "RateLimitFilter", List.of(new Mistake("a", "b"), new Mistake("c", "d"))))
        .hasMessage("Weir cannot start RateLimitFilter:\n  a: b\n  c: d\n");
  }
}

package io.weir.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
  void what_the_application_says_itself_is_found_by_every_form_of_its_name() {
    Settings settings = settings(Map.of(), Map.of("db.password", "hunter2"), Map.of());
    for (String setting :
        List.of(
            "weir.secrets.db.password", "WEIR_SECRETS_DB_PASSWORD", "weir_secrets_db_password")) {
      assertThat(settings.placeInApplication("secrets", setting))
          .contains("db.password (context-param)");
    }
    assertThat(settings.placeInApplication("secrets", "weir.secrets.db.passwort")).isEmpty();
    assertThat(settings.placeInApplication("secrets", "weir.secrets.db_password")).isEmpty();
    Settings early = Settings.early("secrets", Map.of("mail.key", "hunter2"));
    assertThat(early.placeInApplication("secrets", "WEIR_SECRETS_MAIL_KEY"))
        .contains("mail.key (META-INF/microprofile-config.properties)");
    assertThat(early.placeInApplication("secrets", "weir.secrets.MAIL.KEY")).isEmpty();
  }

  private static Map<String, String> family(Map<String, String> contextParams, String... outside) {
    Map<String, String> variables = new HashMap<>();
    for (String line : outside) {
      variables.put(line.replaceFirst("=.*", ""), line.replaceFirst("[^=]*=", ""));
    }
    Settings settings = settings(Map.of(), contextParams, variables);
    settings.shared(Setting.text("secrets.max-stale", "24h"));
    Map<String, String> found = new HashMap<>();
    settings.family("secrets").forEach((name, raw) -> found.put(name, raw.text()));
    settings.mistakes().found().forEach(mistake -> found.put("mistake", mistake.toString()));
    return found;
  }

  @Test
  void a_variable_keeps_its_name_because_it_stands_for_several_settings() {
    assertThat(family(Map.of(), "WEIR_SECRETS_API_KEY=env:A", "weir_secrets_dbPassword=env:B"))
        .isEqualTo(Map.of("WEIR_SECRETS_API_KEY", "env:A", "weir_secrets_dbPassword", "env:B"));
    assertThat(family(Map.of("weir.secrets.api.key", "env:A"), "WEIR_SECRETS_API_KEY=env:A"))
        .isEqualTo(Map.of("WEIR_SECRETS_API_KEY", "env:A"));
  }

  /** A key that the administrator has replaced must not be valid beside the new one. */
  @Test
  void a_name_overrides_its_variable() {
    assertThat(family(Map.of(), "weir.secrets.api-key=env:B", "WEIR_SECRETS_API_KEY=env:A"))
        .isEqualTo(Map.of("weir.secrets.api-key", "env:B"));
  }

  @Test
  void a_variable_of_a_setting_is_no_member_of_a_family() {
    assertThat(family(Map.of(), "WEIR_SECRETS_MAX_STALE=1h", "weir_secrets_max_stale=1h"))
        .isEmpty();
  }

  private static final List<String> LINKS =
      List.of(
          "WEIR_SECRETS_SERVICE_HOST=10.96.0.7",
          "WEIR_SECRETS_SERVICE_PORT=8080",
          "WEIR_SECRETS_SERVICE_PORT_HTTP=8080",
          "WEIR_SECRETS_PORT=tcp://10.96.0.7:8080",
          "WEIR_SECRETS_PORT_8080_TCP=tcp://10.96.0.7:8080",
          "WEIR_SECRETS_PORT_8080_TCP_PROTO=tcp",
          "WEIR_SECRETS_PORT_8080_TCP_PORT=8080",
          "WEIR_SECRETS_PORT_8080_TCP_ADDR=10.96.0.7",
          "WEIR_SECRETS_PORT_53_UDP=udp://10.96.0.7:53");

  @Test
  void the_variables_that_kubernetes_sets_for_a_service_are_one_mistake_that_says_so() {
    List<String> all = new ArrayList<>(LINKS);
    all.add("WEIR_SECRETS_DB_PORT=env:DB_PORT");
    assertThat(family(Map.of(), all.toArray(String[]::new)))
        .isEqualTo(
            Map.of(
                "WEIR_SECRETS_DB_PORT",
                "env:DB_PORT",
                "mistake",
                "WEIR_SECRETS_PORT (configuration): Kubernetes sets variables that begin with WEIR_SECRETS_ for its service \"weir-secrets\"; write enableServiceLinks: false into the specification of the pod, or rename the service"));
  }

  @Test
  void a_port_that_kubernetes_sets_for_a_service_is_explained() {
    Setting<Integer> port = Setting.number("cluster.port", 5701, 1, 65_535);
    Settings settings =
        settings(Map.of(), Map.of(), Map.of("weir.cluster.port", "tcp://10.96.0.7:5701"));
    assertThat(settings.shared(port)).isEqualTo(5701);
    assertThat(settings.check())
        .extracting(Mistake::toString)
        .containsExactly(
            "weir.cluster.port (configuration): Kubernetes sets variables that begin with WEIR_CLUSTER_ for its service \"weir-cluster\"; write enableServiceLinks: false into the specification of the pod, or rename the service");
  }

  @Test
  void the_variables_of_a_service_are_no_unknown_settings() {
    Map<String, String> outside = new HashMap<>();
    LINKS.forEach(
        link -> {
          String[] parts = link.split("=", -1);
          outside.put(parts[0], parts[1]);
        });
    outside.put("WEIR_ENABELD", "false");
    assertThat(new SharedSettings(Map.of(), new Written(outside)).unknownOutside(Set.of()))
        .containsExactly("WEIR_ENABELD");
  }

  @Test
  void elements_with_another_separator_are_told_with_commas() {
    Setting<List<Integer>> numbers =
        Setting.list("numbers", "", text -> Setting.number(text, 1, 9));
    for (String text : List.of("1 2", "1;2", "1; 2;", "1\n  2")) {
      Settings settings = written("numbers", text);
      assertThat(settings.own(numbers)).isEmpty();
      assertThat(settings.check())
          .singleElement()
          .asString()
          .endsWith("the elements of a list are separated by commas; write \"1, 2\".");
    }
    Settings settings = written("numbers", "one two");
    settings.own(numbers);
    assertThat(settings.check()).singleElement().asString().contains("from 1 to 9");
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

package io.weir.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.secret.Secret;
import io.weir.internal.settings.ExternalConfig;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

  private static final String TOKEN = "n3ver-Gu3ssed_token~0123456789+/==";

  private static List<String> mistakes(Map<String, String> written, String secret) {
    Settings settings =
        new Settings(
            "metrics", written, new SharedSettings(Map.of(), new ExternalConfig.ThisProcess()));
    GuardedPath.of(settings);
    Guard.of(settings, "metrics");
    settings.mistakes().resolve(reference -> Secret.of(secret));
    return settings.check().stream().map(Mistake::toString).toList();
  }

  @Test
  void a_path_without_a_guard_is_a_mistake() {
    assertThat(mistakes(Map.of("path", "/metrics"), TOKEN))
        .singleElement()
        .asString()
        .contains(
            "weir.metrics.path: open to everybody; set weir.metrics.token (a reference such as env:WEIR_TOKEN), weir.metrics.role or weir.metrics.addresses");
  }

  @ParameterizedTest
  @CsvSource({"token, env:METRICS", "role, monitor", "addresses, 192.0.2.0/24"})
  void each_guard_alone_is_enough(String name, String value) {
    assertThat(mistakes(Map.of("path", "/metrics", name, value), TOKEN)).isEmpty();
  }

  @Test
  void a_list_of_no_addresses_lets_nobody_in() {
    assertThat(mistakes(Map.of("path", "/metrics", "addresses", " , "), TOKEN))
        .singleElement()
        .asString()
        .contains("a block such as 10.0.0.0/8 is missing");
  }

  @Test
  void all_mistakes_are_told_at_once() {
    assertThat(
            mistakes(
                Map.of("path", "metrics/", "token", "env:M", "addresses", "localhost"), "short"))
        .hasSize(3)
        .anyMatch(mistake -> mistake.contains("\"metrics/\": allowed is a path"))
        .anyMatch(mistake -> mistake.contains("\"localhost\" is not an IP address"))
        .anyMatch(mistake -> mistake.contains("must have at least 16"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sixteen bytes and blanks", "nöthing-but-letters-of-all-kinds"})
  void a_token_that_no_header_holds_is_a_mistake_that_does_not_repeat_it(String secret) {
    assertThat(mistakes(Map.of("path", "/metrics", "token", "env:M"), secret))
        .singleElement()
        .asString()
        .contains("env:M: a bearer token has letters, digits")
        .doesNotContain(secret);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer n3ver-Gu3ssed_token~0123456789+/==, true",
    "bearer n3ver-Gu3ssed_token~0123456789+/==, true",
    "Bearer  n3ver-Gu3ssed_token~0123456789+/==, true",
    "Bearer n3ver-Gu3ssed_token~0123456789+/=, false",
    "Bearer n3ver-gu3ssed_token~0123456789+/==, false",
    "n3ver-Gu3ssed_token~0123456789+/==, false",
    "Basic n3ver-Gu3ssed_token~0123456789+/==, false",
    "Bearer, false",
    "'Bearer ', false",
    "'', false",
  })
  void a_token_is_what_follows_the_scheme(String header, boolean is) {
    assertThat(new BearerToken(Secret.of(TOKEN)).isIn(header)).isEqualTo(is);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "metrics", "/metrics/", "//metrics", "/a/../b", "/.hidden", "/m%65trics"})
  void paths_that_can_be_read_in_two_ways_are_mistakes(String path) {
    assertThat(mistakes(Map.of("path", path.isEmpty() ? "//" : path, "role", "monitor"), TOKEN))
        .singleElement()
        .asString()
        .contains("allowed is a path below the context");
  }
}

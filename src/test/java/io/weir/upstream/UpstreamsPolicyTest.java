package io.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.Limit;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of services. */
class UpstreamsPolicyTest {

  private Settings settings = Settings.early("upstream", Map.of());

  private UpstreamsPolicy read(Map<String, String> written) {
    settings = Settings.early("upstream", written);
    UpstreamsPolicy policy = UpstreamsPolicy.of(settings, "/shop");
    settings.mistakes().resolve(SecretReader.none());
    return policy;
  }

  private static UpstreamPolicy service(UpstreamsPolicy policy, String name) {
    return Objects.requireNonNull(policy.services().get(name));
  }

  @Test
  void a_service_has_the_settings_that_are_written_and_defaults() {
    UpstreamsPolicy policy =
        read(
            Map.of(
                "weir.upstream.weather.limit", "10/hour",
                "weir.upstream.open-ai.max-retries", "0",
                "weir.upstream.open-ai.read-timeout", "90s"));
    assertThat(settings.check()).isEmpty();
    assertThat(policy.services()).containsOnlyKeys("weather", "open-ai");
    assertThat(service(policy, "weather").limit()).contains(new Limit(10, Duration.ofHours(1)));
    assertThat(service(policy, "weather").retries()).isEqualTo(3);
    assertThat(service(policy, "open-ai").retries()).isZero();
    assertThat(service(policy, "open-ai").attempt()).isEqualTo(Duration.ofSeconds(95));
    assertThat(policy.scope()).isEqualTo("/shop");
  }

  @Test
  void what_nobody_writes_is_what_the_settings_default_to() {
    assertThat(read(Map.of("weir.upstream.x.base", "1s")).services().get("x"))
        .isEqualTo(UpstreamsPolicy.defaults("x"));
  }

  @Test
  void variables_of_the_environment_name_services_too() {
    UpstreamsPolicy policy = read(Map.of("WEIR_UPSTREAM_OPEN_AI_READ_TIMEOUT", "90s"));
    assertThat(policy.services()).containsOnlyKeys("open-ai");
  }

  @ParameterizedTest
  @CsvSource({
    "10/hour, 10 per 1 hour",
    "10 / hour, 10 per 1 hour",
    "5 per 30 seconds, 5 per 30 seconds",
    "5 per minute, 5 per 1 minute",
    "1000000000/day, 1000000000 per 1 day",
  })
  void limits_are_read(String written, String limit) {
    UpstreamsPolicy policy = read(Map.of("weir.upstream.x.limit", written));
    assertThat(settings.check()).isEmpty();
    assertThat(service(policy, "x").limit().map(Limit::toString)).contains(limit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit           | ten       | "ten": a limit is a whole number and a period, for example 10/hour or 5 per 30 seconds; units are second, minute, hour, day, month
          limit           | 10/year   | "10/year": a limit is a whole number and a period, for example 10/hour or 5 per 30 seconds; units are second, minute, hour, day, month
          limit           | 0/hour    | 1 to 1000000000 requests are allowed.
          limit           | 1 per 0 hours | a period of 1 second to 366 days is allowed, in whole seconds.
          max-retries     | 11        | "11": allowed is a whole number from 0 to 10
          max-retries     | -1        | "-1": allowed is a whole number from 0 to 10
          retry-budget    | 101       | "101": allowed is a whole number from 0 to 100
          base            | 61s       | "61s": allowed is 1 ms to 60 s, with its unit: ms, s, m or h
          read-timeout    | 0s        | "0s": allowed is 1 ms to 3600 s, with its unit: ms, s, m or h
          deadline        | 2h        | "2h": allowed is 1 ms to 3600 s, with its unit: ms, s, m or h
          max             | 500ms     | shorter than weir.upstream.x.base; the longest wait must not be shorter than the first
          limits          | 10/hour   | "weir.upstream.x.limits": write weir.upstream, the name of a service and a setting, as in weir.upstream.openai.limit; allowed settings are limit, max-retries, base, max, deadline, retry-budget, connect-timeout, read-timeout. Did you mean "limit"?
          """)
  void what_cannot_work_is_a_mistake_that_says_what_can(
      String setting, String value, String message) {
    read(Map.of("weir.upstream.x." + setting, value));
    assertThat(settings.check()).extracting(Mistake::what).containsExactly(message);
  }
}

package io.weir.status.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.events.BudgetExceeded;
import io.weir.internal.events.Event;
import io.weir.internal.events.LimitChecked;
import io.weir.internal.events.LimitExceeded;
import io.weir.internal.events.UsageSettled;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CollectorTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final int MILLION = 1_000_000;

  private final Collector collector = new Collector();

  private static String network(int number) {
    return "%s.%s.%s.0/24".formatted(number >> 16 & 255, number >> 8 & 255, number & 255);
  }

  private static Event exceeded(String endpoint, String network) {
    return new LimitExceeded(NOW, "rule", endpoint, network);
  }

  private static Event settled(String model, String session, long nanos, long input, long output) {
    return new UsageSettled(
        NOW,
        List.of("hour"),
        "1",
        Duration.ofSeconds(1),
        "as-the-client-wrote-it",
        input,
        output,
        0,
        "USD",
        nanos,
        false,
        model,
        session);
  }

  private List<Sample> samples(String family) {
    return collector.families(Map.of("openai", "half-open")).stream()
        .filter(one -> one.name().equals(family))
        .flatMap(one -> one.samples().stream())
        .toList();
  }

  private static BigDecimal sum(List<Sample> samples, Predicate<Sample> which) {
    return samples.stream()
        .filter(which)
        .map(Sample::value)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static boolean has(Sample sample, String label, String value) {
    return sample.labels().contains(new Sample.Label(label, value));
  }

  /** Everything at once that strangers can make many of. */
  @ParameterizedTest
  @EnumSource(Exposition.class)
  void a_million_addresses_and_sessions_cost_one_small_scrape_and_little_memory(Exposition format) {
    long before = usedMemory();
    for (int i = 0; i < MILLION; i++) {
      collector.accept(exceeded("/endpoint/" + i % 200, network(i)));
      collector.accept(settled("model-" + i % 200, "session-" + i, 1, 1, 1));
      collector.accept(new BudgetExceeded(NOW, "hour", "session-" + i));
      collector.accept(new LimitChecked(NOW, "/endpoint/" + i % 200, Duration.ofNanos(i)));
    }
    long after = usedMemory();

    String text = format.text(collector.families(Map.of()));

    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(200_000);
    assertThat(after - before).isLessThan(5_000_000);
    assertThat(sum(samples("rate_limit_exceeded"), any -> true)).isEqualByComparingTo("1000000");
    assertThat(sum(samples("api_cost_total_usd"), any -> true)).isEqualByComparingTo("0.001");
    assertThat(sum(samples("budget_exceeded"), any -> true)).isEqualByComparingTo("1000000");
    assertThat(sum(samples("token_usage"), one -> has(one, "type", "input")))
        .isEqualByComparingTo("1000000");
  }

  private static long usedMemory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void the_busiest_addresses_have_names_although_a_flood_came_before_them() {
    for (int i = 0; i < 100_000; i++) {
      collector.accept(exceeded("/login", network(i)));
    }
    for (int i = 0; i < 200; i++) {
      for (int busy = 1; busy <= 20; busy++) {
        collector.accept(exceeded("/login", "203.0.%s.0/24".formatted(busy)));
      }
    }

    List<Sample> samples = samples("rate_limit_exceeded");

    assertThat(samples).hasSizeLessThanOrEqualTo(BoundedLabel.MOST + 1);
    for (int busy = 1; busy <= 20; busy++) {
      String network = "203.0.%s.0/24".formatted(busy);
      assertThat(sum(samples, one -> has(one, "client_ip", network)))
          .isGreaterThanOrEqualTo(BigDecimal.valueOf(101));
    }
    assertThat(sum(samples, any -> true)).isEqualByComparingTo("104000");
  }

  @Test
  void no_series_ever_falls_or_vanishes() {
    Map<List<Sample.Label>, BigDecimal> last = Map.of();
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 1_000; i++) {
        collector.accept(exceeded("/e" + i % 70, network(i * round % 977)));
      }
      Map<List<Sample.Label>, BigDecimal> now =
          samples("rate_limit_exceeded").stream()
              .collect(Collectors.toMap(Sample::labels, Sample::value));
      last.forEach((labels, value) -> assertThat(now.get(labels)).isGreaterThanOrEqualTo(value));
      last = now;
    }
    assertThat(last).hasSizeLessThanOrEqualTo(BoundedCounter.MOST_SERIES + BoundedLabel.MOST + 1);
  }

  @Test
  void a_model_without_a_price_is_other_whatever_the_client_writes() {
    collector.accept(settled("", "", 12_345_678, 3, 4));
    collector.accept(settled("gpt-5", "Qm9v", 1_000_000_001, 0, 9));

    assertThat(Exposition.PROMETHEUS.text(collector.families(Map.of())))
        .contains(
            """
            # TYPE api_cost_total_usd untyped
            api_cost_total_usd{model="gpt-5",session_id="Qm9v"} 1.000000001
            api_cost_total_usd{model="other",session_id="none"} 0.012345678
            """,
            "token_usage_total{model=\"other\",type=\"input\"} 3\n",
            "token_usage_total{model=\"gpt-5\",type=\"output\"} 9\n")
        .doesNotContain("as-the-client-wrote-it");
  }

  @Test
  void a_duration_counts_in_every_bucket_that_it_fits() {
    collector.accept(new LimitChecked(NOW, "/a", Duration.ofMillis(1)));
    collector.accept(new LimitChecked(NOW, "/a", Duration.ofMillis(3)));
    collector.accept(new LimitChecked(NOW, "/a", Duration.ofSeconds(2)));

    assertThat(Exposition.PROMETHEUS.text(collector.families(Map.of())))
        .contains(
            "rate_limit_check_duration_seconds_bucket{endpoint=\"/a\",le=\"0.001\"} 1\n",
            "rate_limit_check_duration_seconds_bucket{endpoint=\"/a\",le=\"0.0025\"} 1\n",
            "rate_limit_check_duration_seconds_bucket{endpoint=\"/a\",le=\"0.005\"} 2\n",
            "rate_limit_check_duration_seconds_bucket{endpoint=\"/a\",le=\"1.0\"} 2\n",
            "rate_limit_check_duration_seconds_bucket{endpoint=\"/a\",le=\"+Inf\"} 3\n",
            "rate_limit_check_duration_seconds_sum{endpoint=\"/a\"} 2.004000000\n",
            "rate_limit_check_duration_seconds_count{endpoint=\"/a\"} 3\n");
  }

  @Test
  void a_circuit_has_one_state() {
    assertThat(state("half-open")).isEqualByComparingTo("1");
    assertThat(state("closed")).isEqualByComparingTo("0");
    assertThat(state("open")).isEqualByComparingTo("0");
  }

  private BigDecimal state(String state) {
    return sum(samples("weir_circuit_state"), one -> has(one, "state", state));
  }

  @Test
  void what_labels_hold_is_escaped() {
    collector.accept(exceeded("/a\"b\\c\nd", "192.0.2.0/24"));

    assertThat(Exposition.OPEN_METRICS.text(collector.families(Map.of())))
        .contains(
            "# TYPE rate_limit_exceeded counter\n",
            "rate_limit_exceeded_total{endpoint=\"/a\\\"b\\\\c\\nd\",client_ip=\"192.0.2.0/24\"} 1\n")
        .endsWith("# EOF\n");
  }

  /** Sessions over all connections are told by what limits them; a 0 here would be a lie. */
  @Test
  void what_is_not_known_is_absent() {
    assertThat(Exposition.PROMETHEUS.text(collector.families(Map.of())))
        .doesNotContain("active_sessions_total", "session_duration_seconds");
  }
}

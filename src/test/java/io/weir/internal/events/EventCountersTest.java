package io.weir.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.HandClock;
import io.weir.internal.events.EventCounters.Count;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Counters only grow; the log summary shows differences. */
class EventCountersTest {

  private static final Logger LOGGER = Logger.getLogger(LogSummary.class.getName());

  private final List<String> lines = new ArrayList<>();
  private final HandClock clock = new HandClock(Instant.EPOCH);
  private final EventCounters counters = new EventCounters("rate-limit", List.of("calls", "token"));
  private final LogSummary summary = new LogSummary(counters, rule -> "Rule " + rule, clock);

  private final Handler collector =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(collector);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(collector);
  }

  private void count(String rule, Verdict verdict) {
    counters.count(rule, verdict);
    summary.flush();
  }

  @Test
  void every_counter_is_there_from_the_start() {
    assertThat(counters.snapshot())
        .hasSize(2 * Verdict.values().length)
        .contains(new Count("rate-limit", "token", Verdict.ALLOWED, 0))
        .extracting(Count::total)
        .containsOnly(0L);
  }

  @Test
  void a_summary_takes_nothing_away_from_the_counters() {
    count("calls", Verdict.REFUSED);
    count("calls", Verdict.REFUSED);
    summary.close();
    count("calls", Verdict.ALLOWED);
    assertThat(counters.snapshot())
        .contains(
            new Count("rate-limit", "calls", Verdict.REFUSED, 2),
            new Count("rate-limit", "calls", Verdict.ALLOWED, 1));
  }

  @Test
  void a_rule_has_a_line_a_minute_with_what_is_new() {
    count("calls", Verdict.REFUSED);
    assertThat(lines).containsExactly("Rule calls refused 1 request");
    count("calls", Verdict.REFUSED);
    count("calls", Verdict.REFUSED);
    count("token", Verdict.WOULD_REFUSE);
    assertThat(lines).hasSize(1);
    clock.pass(Duration.ofMinutes(1));
    summary.flush();
    assertThat(lines.subList(1, lines.size()))
        .containsExactly(
            "Rule calls refused 2 requests", "Rule token would have refused 1 request");
  }

  @Test
  void what_is_allowed_is_counted_and_not_logged() {
    count("calls", Verdict.ALLOWED);
    clock.pass(Duration.ofMinutes(2));
    summary.flush();
    summary.close();
    assertThat(lines).isEmpty();
  }
}

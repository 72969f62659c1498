package io.weir.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log tells of the filter: its rules, and a line a rule and minute about refusals, never
 * one a request.
 */
final class Report implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Report.class);

  private static final Duration PACE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<Rule, Tally> tallies = new ConcurrentHashMap<>();

  Report(RateLimitPolicy policy, InstantSource clock) {
    this.clock = clock;
    LOG.info(
        "RateLimitFilter of scope {} counts by {} rules ({}):{}",
        policy.scope(),
        policy.rules().size(),
        policy.mode(),
        policy.rules().stream().map(rule -> "\n  " + rule).collect(Collectors.joining()));
    for (String warning : Rules.warnings(policy.rules())) {
      LOG.warn("WEIR-004: {}", warning);
    }
  }

  /** Counts the rules that said no. */
  void tell(Decision decision) {
    for (Outcome outcome : decision.outcomes()) {
      if (outcome.verdict() != Outcome.Verdict.ADMITTED) {
        tallies.computeIfAbsent(outcome.rule(), rule -> new Tally()).count(outcome.rule());
      }
    }
  }

  /** Tells what was counted since the last line of each rule. */
  @Override
  public void close() {
    tallies.forEach((rule, tally) -> tally.tell(rule));
  }

  /** The refusals of one rule since they were last told. */
  private final class Tally {

    private final LongAdder refusals = new LongAdder();
    private Instant last = Instant.MIN;

    void count(Rule rule) {
      refusals.increment();
      if (isDue()) {
        tell(rule);
      }
    }

    private synchronized boolean isDue() {
      Instant now = clock.instant();
      if (now.isBefore(last.plus(PACE))) {
        return false;
      }
      last = now;
      return true;
    }

    void tell(Rule rule) {
      long told = refusals.sumThenReset();
      if (told > 0) {
        LOG.info(
            "Rule {} {} {} requests",
            rule.name(),
            rule.shadow() ? "would have refused" : "refused",
            told);
      }
    }
  }
}

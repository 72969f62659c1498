package io.weir.ratelimit;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
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

  private final RateLimitPolicy policy;
  private final InstantSource clock;
  private final Pace ignored;
  private final Map<Rule, Tally> tallies = new ConcurrentHashMap<>();

  Report(RateLimitPolicy policy, InstantSource clock) {
    this.policy = policy;
    this.clock = clock;
    this.ignored = new Pace(Duration.ofHours(1), clock);
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

  /** Looks, now and then, whether requests are forwarded by somebody who is not trusted. */
  void watch(HttpServletRequest request) {
    if (ignored.isDue()
        && policy.trustedProxies().ignoresForwardingOf(request)
        && ignored.claim()) {
      LOG.warn(
          "WEIR-003: requests come with forwarding headers from a peer that is not trusted, and all of them count as that peer;"
              + " if it is your reverse proxy, name its address in weir.trusted-proxies");
    }
  }

  /** Counts the rules that said no. */
  void tell(Decision decision) {
    Rule told = null; // The two views of a path stand side by side in one rule.
    for (Outcome outcome : decision.outcomes()) {
      if (outcome.verdict() != Outcome.Verdict.ADMITTED && !outcome.rule().equals(told)) {
        told = outcome.rule();
        tallies.computeIfAbsent(told, Tally::new).count();
      }
    }
  }

  /** Tells what was counted since the last line of each rule. */
  @Override
  public void close() {
    tallies.values().forEach(Tally::tell);
  }

  /** The refusals of one rule since they were last told. */
  private final class Tally {

    private final Rule rule;
    private final LongAdder refusals = new LongAdder();
    private final Pace pace = new Pace(Duration.ofMinutes(1), clock);

    Tally(Rule rule) {
      this.rule = rule;
    }

    void count() {
      refusals.increment();
      if (pace.claim()) {
        tell();
      }
    }

    void tell() {
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

package io.weir.ratelimit;

import io.weir.internal.events.Counters;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.settings.Mode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log tells of the filter: its rules, and a line a rule and minute about refusals, never
 * one a request.
 */
final class RateLimitLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitLog.class);

  private final RateLimitPolicy policy;
  private final LogThrottle ignored;
  private final LogThrottle hidden;
  private final Counters refusals;

  RateLimitLog(RateLimitPolicy policy, InstantSource clock) {
    this.policy = policy;
    this.ignored = new LogThrottle(Duration.ofHours(1), clock);
    this.hidden = new LogThrottle(Duration.ofHours(1), clock);
    this.refusals = new Counters(clock);
    LOG.info(
        "RateLimitFilter of scope {} counts by {} rules ({}):{}",
        policy.scope(),
        policy.rules().size(),
        policy.mode(),
        policy.rules().stream().map(rule -> "\n  " + rule).collect(Collectors.joining()));
  }

  /**
   * Looks whether something is to be told, and now and then whether requests are forwarded by
   * somebody who is not trusted, or as if from anywhere.
   */
  void watch(HttpServletRequest request) {
    refusals.flush();
    if (ignored.isDue()
        && policy.trustedProxies().ignoresForwardingOf(request)
        && ignored.claim()) {
      LOG.warn(
          "WEIR-003: requests come with forwarding headers from a peer that is not trusted, and all of them count as that peer;"
              + " if it is your reverse proxy, name its address in weir.trusted-proxies");
    }
    if (hidden.isDue() && policy.trustedProxies().isPeerHidden(request) && hidden.claim()) {
      LOG.warn(
          "WEIR-010: the server tells applications the address that a header names, whoever sent it (proxy-address-forwarding of WildFly);"
              + " Weir goes by the connection");
    }
  }

  /** Counts the rules that said no to a request now. */
  void tell(Decision decision) {
    Rule before = null; // The views of a path stand side by side in one rule.
    for (RuleResult result : decision.outcomes()) {
      if (result.verdict() != RuleResult.Verdict.ADMITTED && !result.rule().equals(before)) {
        before = result.rule();
        count("Rule " + before.name(), before.shadow());
      }
    }
  }

  /** Counts a path that reads differently to different programs. */
  void tellAmbiguousPath() {
    count("weir.ambiguous-paths", policy.mode() == Mode.SHADOW);
  }

  private void count(String who, boolean shadow) {
    refusals.count(who + (shadow ? " would have refused" : " refused"));
  }

  /** Tells what was counted since the last time. */
  @Override
  public void close() {
    refusals.close();
  }
}

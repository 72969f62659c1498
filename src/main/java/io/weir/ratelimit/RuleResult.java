package io.weir.ratelimit;

import io.weir.internal.counting.LimitState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one rule decides about one request.
 *
 * @param states one per limit of the rule, in their order; none if nothing was counted
 * @param consumption the tokens that were taken, if the request is admitted
 * @param key the pseudonym by which the rule counts the request; empty if nothing was counted
 */
record RuleResult(
    Rule rule,
    Verdict verdict,
    List<LimitState> states,
    Optional<RuleConsumption> consumption,
    String key) {

  enum Verdict {
    ADMITTED,
    /** A limit is reached. */
    REFUSED,
    /** As many requests of the key as may be are open. */
    OCCUPIED,
    /** The telephone number is outside the allowed countries. Nothing was counted. */
    FORBIDDEN,
    /** The rule counts by owners of API keys, and the key is not known. Nothing was counted. */
    UNKNOWN,
    /** The rule counts by a name that cannot be read. Nothing was counted. */
    UNREADABLE,
    /** A page of another site sent the request. Nothing was counted. */
    FOREIGN,
    /** The cluster does not answer, and the rule refuses requests then. */
    UNAVAILABLE
  }

  RuleResult {
    states = List.copyOf(states);
  }

  /** A result without tokens that could be given back. */
  RuleResult(Rule rule, Verdict verdict, List<LimitState> states) {
    this(rule, verdict, states, Optional.empty(), "");
  }

  /** Nobody knows when an open request ends; a client that asks each second costs too much. */
  private static final Duration RETRY_OCCUPIED = Duration.ofSeconds(5);

  /** The time until all limits would admit the request, or until it may be tried again. */
  Duration delay() {
    if (verdict == Verdict.OCCUPIED) {
      return RETRY_OCCUPIED;
    }
    Duration longest = Duration.ZERO;
    for (LimitState state : states) {
      if (state.delay().compareTo(longest) > 0) {
        longest = state.delay();
      }
    }
    return longest;
  }

  /** Whether the request is refused; a rule in shadow mode refuses none. */
  boolean stops() {
    return verdict != Verdict.ADMITTED && !rule.shadow();
  }
}

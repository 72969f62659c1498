package io.weir.ratelimit;

import io.weir.internal.counting.LimitState;
import java.util.List;
import java.util.Optional;

/**
 * What became of one demand.
 *
 * @param gauges one a limit of the rule, in their order; none where nothing was counted
 * @param pledge what was taken, if the request goes on
 */
record RuleResult(
    Rule rule, Verdict verdict, List<LimitState> gauges, Optional<Consumption> pledge) {

  /** What a rule says to a request. */
  enum Verdict {
    ADMITTED,
    REFUSED,
    /** The rule allows other destinations only, so nothing was counted. */
    FORBIDDEN,
    /** The rule counts by owners of keys, and nobody has that of the request; the same. */
    UNKNOWN,
    /** The cluster does not answer, and the rule lets nothing pass then. */
    UNAVAILABLE
  }

  RuleResult {
    gauges = List.copyOf(gauges);
  }

  /** One of which nothing can be given back. */
  RuleResult(Rule rule, Verdict verdict, List<LimitState> gauges) {
    this(rule, verdict, gauges, Optional.empty());
  }

  /** Whether the request stops here; a shadow rule stops nothing. */
  boolean stops() {
    return verdict != Verdict.ADMITTED && !rule.shadow();
  }
}

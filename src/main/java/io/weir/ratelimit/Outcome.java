package io.weir.ratelimit;

import io.weir.internal.grid.Gauge;
import java.util.List;

/**
 * What became of one demand.
 *
 * @param gauges one a limit of the rule, in their order; none where nothing was counted
 */
record Outcome(Rule rule, Verdict verdict, List<Gauge> gauges) {

  /** What a rule says to a request. */
  enum Verdict {
    ADMITTED,
    REFUSED,
    /** The rule allows other destinations only, so nothing was counted. */
    FORBIDDEN,
    /** The cluster does not answer, and the rule lets nothing pass then. */
    UNAVAILABLE
  }

  Outcome {
    gauges = List.copyOf(gauges);
  }

  /** Whether the request stops here; a shadow rule stops nothing. */
  boolean stops() {
    return verdict != Verdict.ADMITTED && !rule.shadow();
  }
}

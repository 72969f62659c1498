package io.weir.ratelimit;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.Settlement;

/** The tokens that a rule took from a request that goes on. */
record RuleConsumption(RuleRequest request, Consumption consumption) {

  boolean countsFailures() {
    return request.rule().countsFailures();
  }

  /** The rule does not count the request. */
  Settlement refund() {
    return Settlement.refund(consumption);
  }

  /**
   * The request was a login that succeeded. A bucket of this user name at this address forgets the
   * failures before it. A bucket of the address alone does not: otherwise a client that has an
   * account could guess passwords of others, and log in from time to time.
   */
  Settlement success() {
    return new Settlement(consumption, 0, request.ownName(), request.tokens().knownLogin());
  }
}

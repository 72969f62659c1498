package io.weir.ratelimit;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.Settlement;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a rule took from a request that goes on.
 *
 * @param spelling the tokens of {@link RuleRequest#spelling}
 */
record RuleConsumption(
    RuleRequest request, Consumption consumption, @Nullable Consumption spelling) {

  boolean countsFailures() {
    return request.rule().countsFailures();
  }

  /** The rule does not count the request. */
  Stream<Settlement> refund() {
    return spelling == null
        ? Stream.of(Settlement.refund(consumption))
        : Stream.of(Settlement.refund(consumption), Settlement.refund(spelling));
  }

  /**
   * The request was a login that succeeded. The bucket of this user name at this address forgets
   * the failures before it, but only those of the same spelling: {@code ALICE} and {@code alice}
   * may be two accounts. A bucket of the address alone forgets nothing: otherwise a client that has
   * an account could guess passwords of others, and log in from time to time.
   */
  Settlement success() {
    long login = request.tokens().knownLogin();
    return spelling == null
        ? Settlement.refund(consumption, login)
        : Settlement.success(consumption, spelling, login);
  }
}

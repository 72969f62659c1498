package io.weir.ratelimit;

import io.weir.internal.counting.Buckets;
import io.weir.internal.counting.ConsumptionResult;
import java.util.function.Consumer;

/**
 * What a rule took of a request that goes on: it stays taken unless the end says otherwise.
 *
 * @param buckets where it was taken
 * @param later runs what asks them now
 */
record Consumption(
    TokenRequest request, ConsumptionResult result, Buckets buckets, Consumer<Runnable> later) {

  boolean countsFailures() {
    return request.rule().countsFailures();
  }

  /** The request was none that the rule counts. */
  void giveBack() {
    if (result.granted()) {
      buckets.giveBack(result);
    }
  }

  /**
   * It was an attempt that succeeded. The failures before it are forgotten where they are those of
   * this name at this address. An address's own stay: else one who has an account could guess at
   * others, and log in now and then.
   */
  void succeed() {
    if (request.ownName()) {
      buckets.forget(request.bucket(), request.spec());
    } else {
      giveBack();
    }
    request.guest().ifPresent(buckets::remember);
  }
}

package io.weir.ratelimit;

import io.weir.internal.counting.Buckets;
import io.weir.internal.counting.Reading;
import java.util.function.Consumer;

/**
 * What a rule took of a request that goes on: it stays taken unless the end says otherwise.
 *
 * @param buckets where it was taken
 * @param later runs what asks them now
 */
record Pledge(Demand demand, Reading reading, Buckets buckets, Consumer<Runnable> later) {

  boolean countsFailures() {
    return demand.rule().countsFailures();
  }

  /** The request was none that the rule counts. */
  void giveBack() {
    if (reading.granted()) {
      buckets.giveBack(reading);
    }
  }

  /**
   * It was an attempt that succeeded. The failures before it are forgotten where they are those of
   * this name at this address. An address's own stay: else one who has an account could guess at
   * others, and log in now and then.
   */
  void succeed() {
    if (demand.ownName()) {
      buckets.forget(demand.bucket(), demand.shape());
    } else {
      giveBack();
    }
    demand.guest().ifPresent(buckets::remember);
  }
}

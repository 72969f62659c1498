package io.weir.internal.counting;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a bucket answered.
 *
 * @param granted whether the tokens were there
 * @param gauges one a limit, in the order of the {@link BucketSpec}
 */
public record ConsumptionResult(boolean granted, List<LimitState> gauges, Receipt receipt) {

  public ConsumptionResult {
    gauges = List.copyOf(gauges);
  }

  /** How long until all limits would admit the request. */
  Duration delay() {
    return gauges.stream().map(LimitState::delay).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /**
   * What must be shown to give tokens back.
   *
   * @param key of the bucket
   * @param taken when, in nanoseconds of Unix time
   * @param back gives back what was taken; false if it was refilled since
   */
  public record Receipt(
      String key, BucketSpec spec, long tokens, long taken, BooleanSupplier back) {}
}

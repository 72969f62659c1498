package io.weir.internal.counting;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The properties of a bucket: its limits, which refuse or admit a request together, and how tokens
 * come back.
 *
 * @param limits at least one, of different periods
 * @param refill when tokens come back
 * @param zone the time zone whose midnight begins a day for {@link Refill#ALIGNED}
 * @param block how long the bucket refuses after a refusal, if longer than the limits say
 */
public record BucketSpec(List<Limit> limits, Refill refill, ZoneId zone, Optional<Block> block) {

  public BucketSpec {
    limits = List.copyOf(limits);
  }

  /** A bucket without a block. */
  public BucketSpec(List<Limit> limits, Refill refill, ZoneId zone) {
    this(limits, refill, zone, Optional.empty());
  }

  /** The time after which an untouched bucket that owes nothing is full again, at the latest. */
  public Duration refillTime() {
    return limits.stream()
        .map(limit -> refill.longest(limit.period(), zone))
        .max(Duration::compareTo)
        .orElseThrow();
  }

  /** The tokens of the largest limit. */
  public long mostTokens() {
    return limits.stream().mapToLong(Limit::tokens).max().orElseThrow();
  }
}

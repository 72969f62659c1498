package io.weir.internal.counting.store;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BandwidthBuilder.BandwidthBuilderBuildStage;
import io.github.bucket4j.BandwidthBuilder.BandwidthBuilderRefillStage;
import io.github.bucket4j.BucketConfiguration;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.IntStream;

/** The {@link BucketSpec} in the terms of Bucket4j. */
public final class Bucket4jConfigurations {

  private Bucket4jConfigurations() {}

  /** The configuration of a bucket that is created now. */
  public static BucketConfiguration of(BucketSpec spec, Instant now) {
    var builder = BucketConfiguration.builder();
    IntStream.range(0, spec.limits().size())
        .forEach(i -> builder.addLimit(bandwidth(spec, i, now)));
    return builder.build();
  }

  /** The configuration of a bucket that has only the limit at this index. */
  static BucketConfiguration ofOneLimit(BucketSpec spec, int i, Instant now) {
    return BucketConfiguration.builder().addLimit(bandwidth(spec, i, now)).build();
  }

  private static Bandwidth bandwidth(BucketSpec spec, int i, Instant now) {
    Limit limit = spec.limits().get(i);
    BandwidthBuilderRefillStage filling = Bandwidth.builder().capacity(limit.tokens());
    BandwidthBuilderBuildStage bandwidth =
        switch (spec.refill()) {
          case WINDOW -> filling.refillIntervally(limit.tokens(), limit.period());
          case SMOOTH -> filling.refillGreedy(limit.tokens(), limit.period());
          case ALIGNED ->
              filling.refillIntervallyAligned(
                  limit.tokens(), limit.period(), nextEdge(limit.period(), spec.zone(), now));
          case STRICT -> throw new IllegalArgumentException("Bucket4j has no strict limits");
        };
    // By this name Bucket4j finds the limit again when a configuration has no other.
    return bandwidth.id(Integer.toString(i)).build();
  }

  /** The next instant at which the clock of the zone shows a multiple of the period. */
  private static Instant nextEdge(Duration period, ZoneId zone, Instant now) {
    LocalDateTime shown = LocalDateTime.ofInstant(now, zone);
    long windows = shown.toLocalTime().toNanoOfDay() / period.toNanos() + 1;
    LocalDateTime edge = shown.toLocalDate().atStartOfDay().plus(period.multipliedBy(windows));
    return edge.atZone(zone).toInstant();
  }

  /**
   * What the key of an entry ends with: a bucket with another ending is another bucket. It is empty
   * except for {@link Refill#ALIGNED}. Days of Bucket4j have 24 hours, so a day on which the clocks
   * of the zone change has its own buckets. This forgets no consumption: all aligned windows end at
   * midnight.
   */
  static String epoch(BucketSpec spec, Instant now) {
    if (spec.refill() != Refill.ALIGNED) {
      return "";
    }
    ZoneId zone = spec.zone();
    LocalDate day = LocalDate.ofInstant(now, zone);
    ZoneOffset offset = day.atStartOfDay(zone).getOffset();
    boolean even = offset.equals(day.plusDays(1).atStartOfDay(zone).getOffset());
    return even ? offset.getId() : day.toString();
  }
}

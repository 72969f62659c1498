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
import java.time.ZonedDateTime;
import java.util.List;
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

  /**
   * The next instant at which the clock of the zone shows a multiple of the period. A window in
   * which the clock is set back is longer, unless the hour that is shown twice consists of whole
   * windows: then the clock shows their ends twice.
   */
  private static Instant nextEdge(Duration period, ZoneId zone, Instant now) {
    ZoneOffset offset = zone.getRules().getOffset(now);
    LocalDateTime shown = LocalDateTime.ofInstant(now, zone);
    long windows = shown.toLocalTime().toNanoOfDay() / period.toNanos() + 1;
    LocalDateTime edge = shown.toLocalDate().atStartOfDay().plus(period.multipliedBy(windows));
    ZonedDateTime shownThen = ZonedDateTime.ofLocal(edge, zone, offset);
    int shift = offset.getTotalSeconds() - shownThen.getOffset().getTotalSeconds();
    return shift % period.toSeconds() == 0 ? edge.toInstant(offset) : shownThen.toInstant();
  }

  /**
   * The latest times at which tokens of each limit can have come back last, in nanoseconds of Unix
   * time.
   */
  static List<Long> latestRefills(BucketSpec spec, Instant now) {
    return spec.limits().stream()
        .map(
            limit ->
                spec.refill() == Refill.ALIGNED
                    ? nextEdge(limit.period(), spec.zone(), now).minus(limit.period())
                    : now)
        .map(UnixTimeMeter::nanos)
        .toList();
  }

  /**
   * What the key of an entry ends with: a bucket with another ending is another bucket. It is empty
   * except for {@link Refill#ALIGNED}. All windows of Bucket4j are equally long. So on a day on
   * which the clocks of the zone change, each window has its own bucket; a bucket of several
   * limits, whose windows differ, has its own for the day. This forgets no consumption: all aligned
   * windows end at midnight.
   */
  static String epoch(BucketSpec spec, Instant now) {
    if (spec.refill() != Refill.ALIGNED) {
      return "";
    }
    ZoneId zone = spec.zone();
    LocalDate day = LocalDate.ofInstant(now, zone);
    ZoneOffset offset = day.atStartOfDay(zone).getOffset();
    boolean even = offset.equals(day.plusDays(1).atStartOfDay(zone).getOffset());
    if (even) {
      return offset.getId();
    }
    return spec.limits().size() == 1
        ? nextEdge(spec.limits().get(0).period(), zone, now).toString()
        : day.toString();
  }
}

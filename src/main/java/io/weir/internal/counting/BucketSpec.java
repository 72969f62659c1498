package io.weir.internal.counting;

import io.github.bucket4j.BandwidthBuilder.BandwidthBuilderBuildStage;
import io.github.bucket4j.BandwidthBuilder.BandwidthBuilderRefillStage;
import io.github.bucket4j.BucketConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a bucket is like: one limit or several, refused or consumed as one.
 *
 * @param zone whose midnight is a full day for {@link Refill#ALIGNED}
 * @param block how long who was refused stays refused, if longer than the limits say
 */
public record BucketSpec(
    List<Bandwidth> bandwidths, Refill refill, ZoneId zone, Optional<Block> block) {

  public BucketSpec {
    bandwidths = List.copyOf(bandwidths);
  }

  /** One that blocks nobody. */
  public BucketSpec(List<Bandwidth> bandwidths, Refill refill, ZoneId zone) {
    this(bandwidths, refill, zone, Optional.empty());
  }

  /** The same with other limits. */
  public BucketSpec with(List<Bandwidth> others) {
    return new BucketSpec(others, refill, zone, block);
  }

  /** The time after which an untouched bucket is full again. */
  Duration refillTime() {
    return bandwidths.stream().map(Bandwidth::period).max(Duration::compareTo).orElseThrow();
  }

  /** What the largest limit holds. */
  long mostTokens() {
    return bandwidths.stream().mapToLong(Bandwidth::tokens).max().orElseThrow();
  }

  /**
   * What tells apart buckets of one client that must not be one: nothing, but for buckets aligned
   * to a clock. Bucket4j's days all have 24 hours, so a day on which the zone's clocks change has
   * buckets of its own. No token is forgotten: all aligned windows end at midnight.
   */
  String epoch(Instant now) {
    if (refill != Refill.ALIGNED) {
      return "";
    }
    LocalDate day = LocalDate.ofInstant(now, zone);
    ZoneOffset offset = day.atStartOfDay(zone).getOffset();
    boolean even = offset.equals(day.plusDays(1).atStartOfDay(zone).getOffset());
    return even ? offset.getId() : day.toString();
  }

  /** The bucket as Bucket4j knows it, created now. */
  BucketConfiguration configuration(Instant now) {
    var builder = BucketConfiguration.builder();
    IntStream.range(0, bandwidths.size()).forEach(i -> builder.addLimit(limit(i, now)));
    return builder.build();
  }

  /** A bucket that has only the limit of this place. */
  BucketConfiguration alone(int i, Instant now) {
    return BucketConfiguration.builder().addLimit(limit(i, now)).build();
  }

  private io.github.bucket4j.Bandwidth limit(int i, Instant now) {
    Bandwidth bandwidth = bandwidths.get(i);
    BandwidthBuilderRefillStage filling =
        io.github.bucket4j.Bandwidth.builder().capacity(bandwidth.tokens());
    BandwidthBuilderBuildStage limit =
        switch (refill) {
          case WINDOW -> filling.refillIntervally(bandwidth.tokens(), bandwidth.period());
          case SMOOTH -> filling.refillGreedy(bandwidth.tokens(), bandwidth.period());
          case ALIGNED ->
              filling.refillIntervallyAligned(
                  bandwidth.tokens(), bandwidth.period(), nextEdge(bandwidth.period(), now));
          case STRICT -> throw new IllegalArgumentException("not a bucket of Bucket4j's");
        };
    // The name by which Bucket4j knows the limit again when it is looked at alone.
    return limit.id(Integer.toString(i)).build();
  }

  /** The next instant at which the clock of the zone shows a multiple of the period. */
  private Instant nextEdge(Duration period, Instant now) {
    LocalDateTime shown = LocalDateTime.ofInstant(now, zone);
    long windows = shown.toLocalTime().toNanoOfDay() / period.toNanos() + 1;
    LocalDateTime edge = shown.toLocalDate().atStartOfDay().plus(period.multipliedBy(windows));
    return edge.atZone(zone).toInstant();
  }
}

package io.weir.internal.counting.store;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Unix time in nanoseconds: the unit of time of table entries and of Bucket4j. */
public record UnixTimeMeter(InstantSource clock) implements TimeMeter {

  /**
   * How far the clocks of two nodes may differ. An entry with a time that is further in the future
   * was written by a clock that was wrong or has been set back since: the time is replaced by now.
   */
  static final Duration TOLERANCE = Duration.ofMinutes(1);

  /** Whether a stored time can be right. */
  static boolean isBelieved(long time, long now) {
    return time - now <= TOLERANCE.toNanos();
  }

  /** Nanoseconds of Unix time, which fit until 2262. */
  public static long nanos(Instant instant) {
    return Duration.between(Instant.EPOCH, instant).toNanos();
  }

  static Instant instant(long nanos) {
    return Instant.EPOCH.plusNanos(nanos);
  }

  @Override
  public long currentTimeNanos() {
    return nanos(clock.instant());
  }

  @Override
  public boolean isWallClockBased() {
    return true;
  }
}

package io.weir.internal.counting.store;

import java.time.Instant;

/** Unix time in nanoseconds, which fit until 2262: the unit of time of entries and of Bucket4j. */
public final class UnixNanos {

  private static final long OF_A_SECOND = 1_000_000_000;

  private UnixNanos() {}

  public static long of(Instant instant) {
    return instant.getEpochSecond() * OF_A_SECOND + instant.getNano();
  }

  public static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, OF_A_SECOND), Math.floorMod(nanos, OF_A_SECOND));
  }
}

package io.weir.secrets.refresh;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to read again: never two servers, and never two paths, in step. */
final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Duration refresh;
  private final RandomGenerator random;

  Backoff(Duration refresh, RandomGenerator random) {
    this.refresh = refresh;
    this.random = random;
  }

  /**
   * Nanoseconds until the next read after one that went well: the refresh, give or take a tenth.
   */
  long afterSuccess() {
    return (long) (refresh.toNanos() * random.nextDouble(0.9, 1.1));
  }

  /** The most that {@link #afterSuccess} returns. */
  long longest() {
    return refresh.plus(refresh.dividedBy(10)).toNanos();
  }

  /**
   * Nanoseconds until the next read after one that did not: twice as long each time, up to five
   * minutes. What waiting alone does not mend begins with the refresh.
   *
   * @param failures in a row, 1 or more
   */
  long afterFailure(boolean passes, int failures) {
    Duration first = passes ? FIRST : refresh;
    Duration longest = first.compareTo(LONGEST) > 0 ? first : LONGEST;
    double doubled = first.toNanos() * Math.pow(2, Math.min(failures - 1, 30));
    return (long) Math.min((double) longest.toNanos(), doubled * random.nextDouble(0.75, 1.25));
  }
}

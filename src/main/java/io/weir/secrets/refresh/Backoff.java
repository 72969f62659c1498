package io.weir.secrets.refresh;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** When to read again. The times are random, so that servers and paths do not read in step. */
final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Duration refresh;
  private final RandomGenerator random;

  Backoff(Duration refresh, RandomGenerator random) {
    this.refresh = refresh;
    this.random = random;
  }

  /** The time until the next read after a success: the refresh interval ± 10 %. */
  Duration afterSuccess() {
    return Duration.ofNanos((long) (refresh.toNanos() * random.nextDouble(0.9, 1.1)));
  }

  /** The longest time that {@link #afterSuccess} returns. */
  Duration longest() {
    return refresh.plus(refresh.dividedBy(10));
  }

  /**
   * The time until the next read after a failure: it doubles with each failure, up to five minutes.
   * It starts with one second if the failure is temporary, else with the refresh interval.
   *
   * @param failures in a row, 1 or more
   */
  Duration afterFailure(boolean isTemporary, int failures) {
    Duration first = isTemporary ? FIRST : refresh;
    Duration longest = first.compareTo(LONGEST) > 0 ? first : LONGEST;
    double doubled = first.toNanos() * Math.pow(2, Math.min(failures - 1, 30));
    double nanos = Math.min((double) longest.toNanos(), doubled * random.nextDouble(0.75, 1.25));
    return Duration.ofNanos((long) nanos);
  }
}

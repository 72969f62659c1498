package io.weir.internal.counting;

import java.time.Duration;
import java.util.Locale;

/** When the tokens of a bucket come back. */
public enum Refill {
  /** All at once when a window ends. The first window begins with the first request. */
  WINDOW,
  /** One by one, evenly over the period. */
  SMOOTH,
  /** All at once at the full minute, hour or day of the clock. */
  ALIGNED,
  /** Each token exactly one period after it was taken: no stretch of that length has more. */
  STRICT;

  /** The most tokens of a strict limit: the bucket stores the time of each. */
  public static final long MOST_STRICT = 1000;

  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** Whether windows of this length can follow one another in this way. */
  public boolean suits(Duration period) {
    // Minutes and hours divide a day, so a period that divides one of them divides the day too.
    return this != ALIGNED || DAY % period.toSeconds() == 0;
  }

  /** The name in the rule language. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

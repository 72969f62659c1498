package io.weir.internal.counting;

import java.time.Duration;
import java.util.Locale;

/** When the tokens of a limit come back. */
public enum Refill {
  /** All at once when a window ends; the first window begins with the first request. */
  WINDOW,
  /** One by one, evenly over the period. */
  SMOOTH,
  /** All at once at the clock's full minute, hour or day. */
  ALIGNED,
  /** Each exactly a period after it was taken: never more in any stretch of that length. */
  STRICT;

  /** The most tokens of a strict limit: the time of each is kept. */
  public static final long MOST_STRICT = 1000;

  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** Whether windows of this length can follow one another in this way. */
  public boolean suits(Duration period) {
    // Minutes and hours divide a day, so a period that divides one of them divides the day too.
    return this != ALIGNED || DAY % period.toSeconds() == 0;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

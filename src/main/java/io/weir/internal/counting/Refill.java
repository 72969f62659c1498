package io.weir.internal.counting;

import java.time.Duration;
import java.time.ZoneId;
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

  /**
   * What the clocks of a zone are set back by, in seconds: 30 minutes on Lord Howe Island. Windows
   * that divide it end as often as always.
   */
  private static final long SHORTEST_SHIFT = Duration.ofMinutes(30).toSeconds();

  /** The most that clocks are set back by: two hours at Troll in Antarctica. */
  public static final Duration LONGEST_SHIFT = Duration.ofHours(2);

  /** Whether windows of this length can follow one another in this way. */
  public boolean suits(Duration period) {
    // Minutes and hours divide a day, so a period that divides one of them divides the day too.
    return this != ALIGNED || DAY % period.toSeconds() == 0;
  }

  /** The longest time between the beginning and the end of a period. */
  Duration longest(Duration period, ZoneId zone) {
    boolean hourRepeats =
        this == ALIGNED
            && !zone.getRules().isFixedOffset()
            && SHORTEST_SHIFT % period.toSeconds() != 0;
    return hourRepeats ? period.plus(LONGEST_SHIFT) : period;
  }

  /** The name in the rule language. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.weir.internal.counting.ledger;

import java.time.Duration;
import java.util.List;

/**
 * How long what was spent counts.
 *
 * @param length 1 second to 366 days, whole seconds; zero only for {@link Kind#IDLE}
 */
public record Span(Kind kind, Duration length) {

  /** How many cells a rolling span has: what was spent counts up to a sixtieth longer. */
  public static final int CELLS = 60;

  private static final Duration MIN = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofDays(366);
  private static final Duration DAY = Duration.ofDays(1);

  /** When what was spent stops counting. */
  public enum Kind {
    /** One length after it was spent, up to a {@value Span#CELLS}th later. */
    ROLLING,
    /** At the full minute, hour or day of the clock. */
    ALIGNED,
    /** At midnight; the length is a day. */
    MIDNIGHT,
    /** One length after the first spending. */
    AFTER,
    /** When nothing was spent or reserved for the length; never if the length is zero. */
    IDLE;

    /** The number that is written for it. */
    public int number() {
      return List.of(values()).indexOf(this);
    }

    /** The one for which this number is written. */
    public static Kind of(int number) {
      return List.of(values()).get(number);
    }
  }

  public Span {
    boolean never = kind == Kind.IDLE && length.isZero();
    if (!never
        && (length.compareTo(MIN) < 0 || length.compareTo(MAX) > 0 || length.toNanosPart() != 0)) {
      throw new IllegalArgumentException(
          "a period of 1 second to 366 days is allowed, in whole seconds.");
    }
    if (kind == Kind.ALIGNED && DAY.toSeconds() % length.toSeconds() != 0) {
      throw new IllegalArgumentException(
          "a period that is aligned must divide a day evenly; 15 minutes, 1 hour and 1 day do.");
    }
  }

  /** What was spent counts until an administrator resets it. */
  public static final Span UNTIL_RESET = new Span(Kind.IDLE, Duration.ZERO);

  /** What was spent counts until midnight. */
  public static final Span UNTIL_MIDNIGHT = new Span(Kind.MIDNIGHT, Duration.ofDays(1));

  /** Whether only an administrator ends it. */
  public boolean isForEver() {
    return equals(UNTIL_RESET);
  }
}

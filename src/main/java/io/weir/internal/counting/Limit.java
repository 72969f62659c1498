package io.weir.internal.counting;

import io.weir.internal.settings.PeriodUnit;
import java.io.Serializable;
import java.time.Duration;

/**
 * How many tokens a bucket holds, and in what time an empty one becomes full.
 *
 * @param tokens 1 to 1 000 000 000
 * @param period 1 second to 366 days, whole seconds; header fields have no finer unit
 */
public record Limit(long tokens, Duration period) implements Serializable {

  public static final long MAX_TOKENS = 1_000_000_000;

  static final Duration MIN_PERIOD = Duration.ofSeconds(1);
  public static final Duration MAX_PERIOD = Duration.ofDays(366);

  public Limit {
    if (tokens < 1 || tokens > MAX_TOKENS) {
      throw new IllegalArgumentException("1 to %s requests are allowed.".formatted(MAX_TOKENS));
    }
    if (period.compareTo(MIN_PERIOD) < 0
        || period.compareTo(MAX_PERIOD) > 0
        || period.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "a period of 1 second to 366 days is allowed, in whole seconds.");
    }
  }

  /** As in the rule language: {@code 5 per 1 minute}. */
  @Override
  public String toString() {
    return tokens + " per " + PeriodUnit.print(period);
  }
}

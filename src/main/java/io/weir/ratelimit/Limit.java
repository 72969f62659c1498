package io.weir.ratelimit;

import io.weir.internal.rules.TimeUnitName;
import java.time.Duration;

/**
 * How often something may happen: {@code 5/minute}, {@code 100 per 30 seconds}.
 *
 * @param tokens requests per period, 1 to 1 000 000 000
 * @param period 1 second to 366 days, whole seconds; header fields have no finer unit
 */
record Limit(long tokens, Duration period) {

  static final long MAX_TOKENS = 1_000_000_000;

  private static final Duration MIN_PERIOD = Duration.ofSeconds(1);
  private static final Duration MAX_PERIOD = Duration.ofDays(366);

  Limit {
    if (tokens < 1 || tokens > MAX_TOKENS) {
      throw new IllegalArgumentException("1 to %d requests are allowed.".formatted(MAX_TOKENS));
    }
    if (period.compareTo(MIN_PERIOD) < 0
        || period.compareTo(MAX_PERIOD) > 0
        || period.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "a period of 1 second to 366 days is allowed, in whole seconds.");
    }
  }

  @Override
  public String toString() {
    return tokens + " per " + TimeUnitName.print(period);
  }
}

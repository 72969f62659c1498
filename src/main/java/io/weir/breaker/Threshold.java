package io.weir.breaker;

import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;

/** How many failures open a closed circuit; {@code toString} is how it is written. */
sealed interface Threshold {

  /** Counts nothing yet. */
  FailureCounter counter();

  /**
   * {@code after 5 failures in a row}.
   *
   * @param failures without a success between them, 1 to 1000
   */
  record InARow(int failures) implements Threshold {

    private static final int MOST = 1000;

    public InARow {
      if (failures < 1 || failures > MOST) {
        throw new IllegalArgumentException(
            "%s failures: 1 to %s are allowed.".formatted(failures, MOST));
      }
    }

    @Override
    public FailureCounter counter() {
      return new ConsecutiveFailures(failures);
    }

    @Override
    public String toString() {
      return "after %s %s in a row".formatted(failures, failures == 1 ? "failure" : "failures");
    }
  }

  /**
   * {@code after 50% of 20 in 1 minute}.
   *
   * @param percent the share of calls that fail, 1 to 100
   * @param calls the least number of calls in the window, 1 to 100 000; with fewer it stays closed
   * @param window 1 second to 1 day
   */
  record Rate(int percent, int calls, Duration window) implements Threshold {

    private static final int MOST_CALLS = 100_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    public Rate {
      if (percent < 1 || percent > 100) {
        throw new IllegalArgumentException("%s%%: 1%% to 100%% are allowed.".formatted(percent));
      }
      if (calls < 1 || calls > MOST_CALLS) {
        throw new IllegalArgumentException(
            "%s calls: 1 to %s are allowed.".formatted(calls, MOST_CALLS));
      }
      if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("1 second to 1 day are allowed.");
      }
    }

    @Override
    public FailureCounter counter() {
      return new FailureRate(percent, calls, window);
    }

    @Override
    public String toString() {
      return "after %s%% of %s in %s".formatted(percent, calls, PeriodUnit.print(window));
    }
  }
}

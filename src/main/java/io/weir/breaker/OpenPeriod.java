package io.weir.breaker;

import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long a circuit stays open; {@code toString} is how it is written. */
sealed interface OpenPeriod {

  /**
   * The time until the next probe; nothing if there is none.
   *
   * @param failedProbes how often in a row a probe has failed since the circuit was closed
   */
  Optional<Duration> next(int failedProbes, RandomGenerator random);

  /**
   * {@code for 30 seconds doubling to 10 minutes}. Up to a tenth is added by chance, so that the
   * nodes of a cluster do not probe the service at the same time.
   *
   * @param first 1 second to 1 day
   * @param longest from {@code first} to 1 day; the period doubles with every probe that fails
   */
  record Timed(Duration first, Duration longest) implements OpenPeriod {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final double SPREAD = 0.1;

    public Timed {
      if (first.compareTo(SHORTEST) < 0 || longest.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("1 second to 1 day are allowed.");
      }
      if (longest.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "the longest period must not be shorter than the first.");
      }
    }

    @Override
    public Optional<Duration> next(int failedProbes, RandomGenerator random) {
      Duration period = first;
      for (int i = 0; i < failedProbes && period.compareTo(longest) < 0; i++) {
        period = period.multipliedBy(2);
      }
      Duration bounded = period.compareTo(longest) < 0 ? period : longest;
      return Optional.of(
          bounded.plusNanos((long) (bounded.toNanos() * SPREAD * random.nextDouble())));
    }

    @Override
    public String toString() {
      return "for "
          + PeriodUnit.print(first)
          + (longest.equals(first) ? "" : " doubling to " + PeriodUnit.print(longest));
    }
  }

  /** {@code until reset}: an administrator closes the circuit. */
  record UntilReset() implements OpenPeriod {

    @Override
    public Optional<Duration> next(int failedProbes, RandomGenerator random) {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return "until reset";
    }
  }
}

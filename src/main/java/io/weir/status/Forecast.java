package io.weir.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When an amount is used up if it goes on at the same rate. */
public final class Forecast {

  /** Less says nothing about a rate. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  /** What never lapses by itself is not foretold for longer. */
  private static final Duration LONGEST_WITHOUT_SPAN = Duration.ofDays(1);

  private Forecast() {}

  /** How much was used at a time. */
  public record Reading(Instant time, long used) {}

  /**
   * The time at which an amount is used up if it goes on as between two readings.
   *
   * @param span how long what is used counts; zero if until a reset
   * @return nothing if less is used now, if nothing is left, or if what was used does not count any
   *     more by then
   */
  public static Optional<Instant> usedUp(Reading first, Reading last, long amount, Duration span) {
    Duration taken = Duration.between(first.time(), last.time());
    long used = last.used() - first.used();
    long left = amount - last.used();
    if (taken.compareTo(LEAST) < 0 || used <= 0 || left <= 0) {
      return Optional.empty();
    }
    double seconds = (double) left / used * taken.toSeconds();
    Duration most = span.isZero() ? LONGEST_WITHOUT_SPAN : span;
    return seconds > most.toSeconds()
        ? Optional.empty()
        : Optional.of(last.time().plusSeconds((long) seconds));
  }
}

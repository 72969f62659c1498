package io.weir.breaker;

import io.weir.internal.rules.RequestPattern;
import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One circuit: a line of the setting {@code circuits}; {@code toString} is the line in full.
 *
 * @param name by which the application reports calls
 * @param requests those that the service behind the circuit serves
 * @param slow a call that takes longer than this until its answer begins is a failure; 1 second to
 *     1 hour
 * @param probes how many calls a half-open circuit lets through, all of which must succeed; 1 to
 *     100
 * @param quorum how many nodes must have the circuit open so that it opens on all, 2 to 100; empty
 *     if each node decides for itself
 * @param shadow whether the circuit opens and reports, but never refuses
 */
record CircuitPolicy(
    String name,
    RequestPattern requests,
    Threshold threshold,
    Duration slow,
    OpenPeriod open,
    int probes,
    Optional<Integer> quorum,
    Fallback fallback,
    boolean shadow) {

  private static final int MOST_PROBES = 100;
  private static final int LEAST_QUORUM = 2;
  private static final int MOST_QUORUM = 100;
  private static final Duration LEAST_SLOW = Duration.ofSeconds(1);
  private static final Duration MOST_SLOW = Duration.ofHours(1);

  /** What applies to a line without options. */
  static final Threshold DEFAULT_THRESHOLD = new Threshold.InARow(5);

  static final Duration DEFAULT_SLOW = Duration.ofSeconds(60);
  static final OpenPeriod DEFAULT_OPEN =
      new OpenPeriod.Timed(Duration.ofSeconds(30), Duration.ofSeconds(30));

  CircuitPolicy {
    checkSlow(slow);
    checkProbes(probes);
    quorum.ifPresent(CircuitPolicy::checkQuorum);
  }

  static void checkSlow(Duration slow) {
    if (slow.compareTo(LEAST_SLOW) < 0 || slow.compareTo(MOST_SLOW) > 0) {
      throw new IllegalArgumentException("1 second to 1 hour are allowed.");
    }
  }

  static void checkProbes(int probes) {
    if (probes < 1 || probes > MOST_PROBES) {
      throw new IllegalArgumentException("1 to %s are allowed.".formatted(MOST_PROBES));
    }
  }

  static void checkQuorum(int nodes) {
    if (nodes < LEAST_QUORUM || nodes > MOST_QUORUM) {
      throw new IllegalArgumentException(
          "%s to %s nodes are allowed.".formatted(LEAST_QUORUM, MOST_QUORUM));
    }
  }

  CircuitPolicy inShadow() {
    return new CircuitPolicy(name, requests, threshold, slow, open, probes, quorum, fallback, true);
  }

  @Override
  public String toString() {
    return Stream.of(
            name + ":",
            requests.toString(),
            threshold.toString(),
            "slow over " + PeriodUnit.print(slow),
            open.toString(),
            probes == 1 ? "" : "half-open " + probes,
            quorum.map("opens on %s nodes"::formatted).orElse(""),
            fallback.toString(),
            shadow ? "shadow" : "")
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" "));
  }
}

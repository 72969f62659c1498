package io.weir.status.alert;

import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;

/**
 * A line of the setting {@code weir.alerts}.
 *
 * @param every how often it alerts at most; 1 minute to 366 days
 */
record AlertRule(Condition condition, Duration every) {

  /** How often an alert is sent at most, where nothing is written. */
  static final Duration DEFAULT_EVERY = Duration.ofHours(1);

  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(366);

  AlertRule {
    if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("every 1 minute to 366 days is allowed.");
    }
  }

  /** What is watched. {@code toString} is how it is written. */
  sealed interface Condition {}

  /** A budget is used up to a percentage. */
  record BudgetUsed(String budget, int percent) implements Condition {

    BudgetUsed {
      if (percent < 1 || percent > 100) {
        throw new IllegalArgumentException("1% to 100% is allowed, as in 80%.");
      }
    }

    @Override
    public String toString() {
      return "budget %s at %s%%".formatted(budget, percent);
    }
  }

  /** A rule or check refuses more requests than this in a period, on all nodes together. */
  record RefusedOften(String rule, long requests, Duration period) implements Condition {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final long MOST_REQUESTS = 1_000_000_000;

    RefusedOften {
      if (requests < 1 || requests > MOST_REQUESTS) {
        throw new IllegalArgumentException(
            "1 to %s requests are allowed.".formatted(MOST_REQUESTS));
      }
      if (period.compareTo(SHORTEST) < 0 || period.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("a period of 1 minute to 1 day is allowed.");
      }
    }

    @Override
    public String toString() {
      return "rule %s refused over %s per %s".formatted(rule, requests, PeriodUnit.print(period));
    }
  }

  /** A circuit is open on any node. */
  record CircuitOpen(String circuit) implements Condition {

    @Override
    public String toString() {
      return "circuit %s open".formatted(circuit);
    }
  }

  /** This node counts without the others. */
  record ClusterLost() implements Condition {

    @Override
    public String toString() {
      return "cluster lost";
    }
  }

  /** A secret cannot be read any more. */
  record SecretStale() implements Condition {

    @Override
    public String toString() {
      return "secret stale";
    }
  }

  /**
   * What requests cost since midnight, on all nodes together, is more than this.
   *
   * @param currency by ISO 4217
   */
  record DailyCost(String currency, long nanos) implements Condition {

    DailyCost {
      if (nanos < 1) {
        throw new IllegalArgumentException("the amount must be more than 0.");
      }
    }

    @Override
    public String toString() {
      return "daily cost over " + Cost.print(currency, nanos);
    }
  }

  @Override
  public String toString() {
    return every.equals(DEFAULT_EVERY)
        ? condition.toString()
        : condition + " every " + PeriodUnit.print(every);
  }
}

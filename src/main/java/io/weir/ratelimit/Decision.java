package io.weir.ratelimit;

import io.weir.internal.grid.Gauge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What all rules say to a request, together. Every header and every body is written from it, so
 * they cannot contradict.
 *
 * @param outcomes one a rule that the request met
 */
record Decision(List<Outcome> outcomes) {

  /** Of a request that no rule has met yet. */
  static final Decision NONE = new Decision(List.of());

  Decision {
    outcomes = List.copyOf(outcomes);
  }

  /** This decision and what became of further demands of the same request. */
  Decision and(List<Outcome> further) {
    List<Outcome> all = new ArrayList<>(outcomes);
    all.addAll(further);
    return new Decision(all);
  }

  /** Whether this rule has counted the request already. */
  boolean knows(Rule rule) {
    return outcomes.stream().anyMatch(outcome -> outcome.rule().equals(rule));
  }

  /** Whether the request stops here. */
  boolean stops() {
    return outcomes.stream().anyMatch(Outcome::stops);
  }

  /**
   * Whether it stops because a limit is reached, and not only because the cluster does not answer.
   */
  boolean refused() {
    return stopping().anyMatch(outcome -> outcome.verdict() == Outcome.Verdict.REFUSED);
  }

  /** How long until the request would be admitted by all rules. */
  Duration delay() {
    return stopping()
        .flatMap(outcome -> outcome.gauges().stream())
        .map(Gauge::delay)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The limits that are reached, by the names they have in headers. */
  List<Limiting> violated() {
    return stopping()
        .flatMap(Decision::limits)
        .filter(limit -> limit.gauge().delay().compareTo(Duration.ZERO) > 0)
        .toList();
  }

  /** Every limit of every rule that shows. */
  List<String> policies() {
    return visible().flatMap(outcome -> Limiting.policies(outcome.rule())).distinct().toList();
  }

  /**
   * The one limit that headers tell of: the one that refused with the longest wait, else the one
   * with the least left; of equals the one with the longest wait.
   */
  Optional<Limiting> leading() {
    Optional<Limiting> refusing =
        violated().stream().max(Comparator.comparing(limit -> limit.gauge().delay()));
    return refusing.or(
        () ->
            visible()
                .filter(outcome -> !outcome.rule().key().shared())
                .flatMap(Decision::limits)
                .min(
                    Comparator.comparing((Limiting limit) -> limit.gauge().left())
                        .thenComparing(limit -> limit.gauge().reset(), Comparator.reverseOrder())));
  }

  private Stream<Outcome> visible() {
    return outcomes.stream().filter(outcome -> !outcome.rule().shadow());
  }

  private Stream<Outcome> stopping() {
    return outcomes.stream().filter(Outcome::stops);
  }

  private static Stream<Limiting> limits(Outcome outcome) {
    return IntStream.range(0, outcome.gauges().size())
        .mapToObj(i -> new Limiting(outcome.rule(), i, outcome.gauges().get(i)));
  }

  /**
   * One limit of one rule, as it stands.
   *
   * @param place of the limit in the rule, from 0
   */
  record Limiting(Rule rule, int place, Gauge gauge) {

    /** {@code calls}, and {@code calls-2} for its second limit. */
    String name() {
      return name(rule, place);
    }

    Limit limit() {
      return rule.limits().get(place);
    }

    /** {@code "calls";q=2;w=60}, one a limit. */
    static Stream<String> policies(Rule rule) {
      return IntStream.range(0, rule.limits().size())
          .mapToObj(
              i ->
                  "\"%s\";q=%d;w=%d"
                      .formatted(
                          name(rule, i),
                          rule.limits().get(i).tokens(),
                          rule.limits().get(i).period().toSeconds()));
    }

    private static String name(Rule rule, int place) {
      return place == 0 ? rule.name() : rule.name() + "-" + (place + 1);
    }
  }
}

package io.weir.ratelimit;

import io.weir.internal.counting.LimitState;
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
record Decision(List<RuleResult> outcomes) {

  /** Of a request that no rule has met yet. */
  static final Decision NONE = new Decision(List.of());

  Decision {
    outcomes = List.copyOf(outcomes);
  }

  /** This decision and what became of further demands of the same request. */
  Decision and(List<RuleResult> further) {
    if (outcomes.isEmpty()) {
      return new Decision(further);
    }
    List<RuleResult> all = new ArrayList<>(outcomes);
    all.addAll(further);
    return new Decision(all);
  }

  /** Whether this rule has counted the request already. */
  boolean knows(Rule rule) {
    for (RuleResult result : outcomes) {
      if (result.rule().equals(rule)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the request stops here. */
  boolean stops() {
    for (RuleResult result : outcomes) {
      if (result.stops()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it stops because a limit is reached, and not only because the cluster does not answer.
   */
  boolean refused() {
    return stopping().anyMatch(result -> result.verdict() == RuleResult.Verdict.REFUSED);
  }

  /** Whether it stops because no waiting would help. */
  boolean forbidden() {
    return stopping().anyMatch(result -> result.verdict() == RuleResult.Verdict.FORBIDDEN);
  }

  /** Whether it stops because its key is nobody's. */
  boolean unknown() {
    return stopping().anyMatch(result -> result.verdict() == RuleResult.Verdict.UNKNOWN);
  }

  /** How long until the request would be admitted by all rules. */
  Duration delay() {
    return stopping()
        .flatMap(result -> result.gauges().stream())
        .map(LimitState::delay)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * The limits that are reached, by the names they have in headers: each once, although a request
   * counts more than once in a rule where the views of its path name different values.
   */
  List<String> violated() {
    return violations().map(LimitStatus::name).distinct().toList();
  }

  /** The rules that show, each once. */
  List<Rule> visible() {
    List<Rule> visible = new ArrayList<>(outcomes.size());
    for (RuleResult result : outcomes) {
      if (!result.rule().shadow() && !visible.contains(result.rule())) {
        visible.add(result.rule());
      }
    }
    return visible;
  }

  /**
   * The one limit that headers tell of: the one that refused with the longest wait, else the one
   * with the least left; of equals the one with the longest wait.
   */
  Optional<LimitStatus> leading() {
    if (!stops()) {
      return least(); // Most requests: no stream for them.
    }
    Optional<LimitStatus> refusing =
        violations().max(Comparator.comparing(limit -> limit.state().delay()));
    return refusing.or(this::least);
  }

  /** Of what clients may know, what has the least left. */
  private Optional<LimitStatus> least() {
    LimitStatus least = null;
    for (RuleResult result : outcomes) {
      if (result.rule().shadow() || result.rule().key().shared()) {
        continue;
      }
      for (int i = 0; i < result.gauges().size(); i++) {
        LimitState state = result.gauges().get(i);
        if (least == null || isTighter(state, least.state())) {
          least = new LimitStatus(result.rule(), i, state);
        }
      }
    }
    return Optional.ofNullable(least);
  }

  private static boolean isTighter(LimitState one, LimitState other) {
    return one.left() < other.left()
        || (one.left() == other.left() && one.reset().compareTo(other.reset()) > 0);
  }

  private Stream<LimitStatus> violations() {
    return stopping()
        .flatMap(Decision::limits)
        .filter(limit -> limit.state().delay().compareTo(Duration.ZERO) > 0);
  }

  private Stream<RuleResult> stopping() {
    return outcomes.stream().filter(RuleResult::stops);
  }

  private static Stream<LimitStatus> limits(RuleResult result) {
    return IntStream.range(0, result.gauges().size())
        .mapToObj(i -> new LimitStatus(result.rule(), i, result.gauges().get(i)));
  }

  /**
   * One limit of one rule, as it stands.
   *
   * @param place of the limit in the rule, from 0
   */
  record LimitStatus(Rule rule, int place, LimitState state) {

    /** {@code calls}, and {@code calls-2} for its second limit. */
    String name() {
      return name(rule, place);
    }

    Limit limit() {
      return rule.limits().get(place);
    }

    static String name(Rule rule, int place) {
      return place == 0 ? rule.name() : rule.name() + "-" + (place + 1);
    }
  }
}

package io.weir.ratelimit;

import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What all rules decide about a request. Headers and bodies are written from it alone, so that they
 * do not contradict each other.
 *
 * @param results one per rule and count of the request
 */
record Decision(List<RuleResult> results) {

  /** The decision before any rule applies. */
  static final Decision NONE = new Decision(List.of());

  Decision {
    results = List.copyOf(results);
  }

  /** This decision with further results for the same request. */
  Decision and(List<RuleResult> further) {
    if (results.isEmpty()) {
      return new Decision(further);
    }
    List<RuleResult> all = new ArrayList<>(results);
    all.addAll(further);
    return new Decision(all);
  }

  /** This decision without that of some rules. */
  Decision without(Predicate<Rule> rules) {
    return new Decision(results.stream().filter(result -> !rules.test(result.rule())).toList());
  }

  /** Whether this rule has decided already. */
  boolean includes(Rule rule) {
    for (RuleResult result : results) {
      if (result.rule().equals(rule)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the request is refused. */
  boolean stops() {
    for (RuleResult result : results) {
      if (result.stops()) {
        return true;
      }
    }
    return false;
  }

  /** The result of the rule that refuses the request for the longest time. */
  RuleResult refusing() {
    return stopping()
        .max(
            Comparator.comparing(
                result ->
                    result.states().stream()
                        .map(LimitState::delay)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO)))
        .orElseThrow();
  }

  /** Whether it is refused because a limit is reached. */
  boolean refused() {
    return stopping().anyMatch(result -> result.verdict() == RuleResult.Verdict.REFUSED);
  }

  /** Whether it is refused because the telephone number is not allowed; waiting does not help. */
  boolean forbidden() {
    return stopping().anyMatch(result -> result.verdict() == RuleResult.Verdict.FORBIDDEN);
  }

  /** Whether it is refused because its API key is not known. */
  boolean unknown() {
    return stopping().anyMatch(result -> result.verdict() == RuleResult.Verdict.UNKNOWN);
  }

  /** Whether it is refused because its name cannot be read. */
  boolean unreadable() {
    return stopping().anyMatch(result -> result.verdict() == RuleResult.Verdict.UNREADABLE);
  }

  /** Whether it is refused because a page of another site sent it. */
  boolean foreign() {
    return stopping().anyMatch(result -> result.verdict() == RuleResult.Verdict.FOREIGN);
  }

  /** How long until all rules would admit the request. */
  Duration delay() {
    return stopping()
        .flatMap(result -> result.states().stream())
        .map(LimitState::delay)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * The names, as in headers, of the limits that are reached. Each is listed once, even if the
   * request counts several times in a rule because the views of its path differ.
   */
  List<String> violated() {
    return violations().map(LimitStatus::name).distinct().toList();
  }

  /** The rules that headers show, each once: those not in shadow mode. */
  List<Rule> visible() {
    List<Rule> visible = new ArrayList<>(results.size());
    for (RuleResult result : results) {
      if (!result.rule().shadow() && !visible.contains(result.rule())) {
        visible.add(result.rule());
      }
    }
    return visible;
  }

  /**
   * The limit that headers report. If the request is refused: the refusing limit with the longest
   * wait. Otherwise: the limit with the fewest tokens left, and among equals the longest reset.
   */
  Optional<LimitStatus> leading() {
    if (!stops()) {
      return least(); // Without a stream, because most requests come here.
    }
    Optional<LimitStatus> refusing =
        violations().max(Comparator.comparing(limit -> limit.state().delay()));
    return refusing.or(this::least);
  }

  /** The limit with the fewest tokens left, among those that clients may see. */
  private Optional<LimitStatus> least() {
    LimitStatus least = null;
    for (RuleResult result : results) {
      if (result.rule().shadow() || result.rule().key().shared()) {
        continue;
      }
      for (int i = 0; i < result.states().size(); i++) {
        LimitState state = result.states().get(i);
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
    return results.stream().filter(RuleResult::stops);
  }

  private static Stream<LimitStatus> limits(RuleResult result) {
    return IntStream.range(0, result.states().size())
        .mapToObj(i -> new LimitStatus(result.rule(), i, result.states().get(i)));
  }

  /**
   * The state of one limit of one rule.
   *
   * @param place the index of the limit in the rule, from 0
   */
  record LimitStatus(Rule rule, int place, LimitState state) {

    /** The name in headers: {@code calls}, and {@code calls-2} for the second limit. */
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

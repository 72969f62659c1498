package io.weir.ratelimit;

import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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
    for (int i = 0; i < results.size(); i++) { // By index: an iterator would be garbage.
      if (results.get(i).stops()) {
        return true;
      }
    }
    return false;
  }

  /** The result of the rule that refuses the request for the longest time. */
  RuleResult refusing() {
    return stopping().max(Comparator.comparing(RuleResult::delay)).orElseThrow();
  }

  /** Whether it is refused because a limit is reached. */
  boolean refused() {
    return stopsFor(RuleResult.Verdict.REFUSED);
  }

  /** The rule of which too many requests are open, if the request is refused for that. */
  Optional<Rule> occupied() {
    return stopping()
        .filter(result -> result.verdict() == RuleResult.Verdict.OCCUPIED)
        .map(RuleResult::rule)
        .findFirst();
  }

  /** Whether it is refused because the telephone number is not allowed; waiting does not help. */
  boolean forbidden() {
    return stopsFor(RuleResult.Verdict.FORBIDDEN);
  }

  /** Whether it is refused because its API key is not known. */
  boolean unknown() {
    return stopsFor(RuleResult.Verdict.UNKNOWN);
  }

  /** Whether it is refused because its name cannot be read. */
  boolean unreadable() {
    return stopsFor(RuleResult.Verdict.UNREADABLE);
  }

  /** Whether it is refused because a page of another site sent it. */
  boolean foreign() {
    return stopsFor(RuleResult.Verdict.FOREIGN);
  }

  private boolean stopsFor(RuleResult.Verdict verdict) {
    for (RuleResult result : results) {
      if (result.verdict() == verdict && result.stops()) {
        return true;
      }
    }
    return false;
  }

  /** How long until all rules would admit the request. */
  Duration delay() {
    Duration longest = Duration.ZERO;
    for (RuleResult result : results) {
      if (result.stops() && result.delay().compareTo(longest) > 0) {
        longest = result.delay();
      }
    }
    return longest;
  }

  /**
   * The names, as in headers, of the limits that are reached. Each is listed once, even if the
   * request counts several times in a rule because the views of its path differ.
   */
  List<String> violated() {
    List<String> names = new ArrayList<>(results.size());
    for (LimitStatus limit : violations()) {
      if (!names.contains(limit.name())) {
        names.add(limit.name());
      }
    }
    return names;
  }

  /** The rules that headers show, each once: those not in shadow mode. */
  List<Rule> visible() {
    List<Rule> visible = new ArrayList<>(results.size());
    for (RuleResult result : results) {
      Rule rule = result.rule();
      if (!rule.shadow() && !rule.limits().isEmpty() && !visible.contains(rule)) {
        visible.add(rule);
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
    LimitStatus longest = null;
    for (LimitStatus limit : violations()) {
      if (longest == null || limit.state().delay().compareTo(longest.state().delay()) > 0) {
        longest = limit;
      }
    }
    return longest == null ? least() : Optional.of(longest);
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

  private List<LimitStatus> violations() {
    List<LimitStatus> violations = new ArrayList<>(1);
    for (RuleResult result : results) {
      for (int i = 0; i < result.states().size() && result.stops(); i++) {
        LimitState state = result.states().get(i);
        if (!state.delay().isZero()) {
          violations.add(new LimitStatus(result.rule(), i, state));
        }
      }
    }
    return violations;
  }

  private Stream<RuleResult> stopping() {
    return results.stream().filter(RuleResult::stops);
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

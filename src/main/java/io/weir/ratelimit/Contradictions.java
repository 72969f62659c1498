package io.weir.ratelimit;

import io.weir.internal.counting.Refill;
import io.weir.internal.rules.Countries;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.rules.PathPart;
import io.weir.internal.rules.PathPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What cannot stand together in one rule, each a finished sentence. */
final class Contradictions {

  private final List<String> found = new ArrayList<>();

  private Contradictions() {}

  /** What contradicts itself among these; parts that are missing contradict nothing. */
  static List<String> among(List<PathPattern> paths, List<Limit> limits, RuleOptions options) {
    Contradictions contradictions = new Contradictions();
    contradictions.amongPaths(paths);
    contradictions.amongLimits(limits, options.refill(), options.cost());
    contradictions.betweenKeyAndPaths(options.key(), paths);
    options
        .countries()
        .ifPresent(allowed -> contradictions.betweenKeyAndCountries(options.key(), allowed));
    contradictions.amongOptions(options);
    return contradictions.found;
  }

  private void amongPaths(List<PathPattern> paths) {
    Set<PathPattern> seen = new HashSet<>();
    for (PathPattern path : paths) {
      if (!seen.add(path)) {
        found.add("\"%s\": each path of a rule stands once.".formatted(path));
      }
    }
  }

  private void amongLimits(List<Limit> limits, Refill refill, long cost) {
    if (cost < 1 || cost > Limit.MAX_TOKENS) {
      found.add("\"cost\": 1 to %d tokens are allowed.".formatted(Limit.MAX_TOKENS));
    }
    Set<Duration> seen = new HashSet<>();
    for (Limit limit : limits) {
      if (!seen.add(limit.period())) {
        found.add(
            "\"%s\": another limit of the rule has the same period; the smaller one is enough."
                .formatted(limit));
      }
      if (cost > limit.tokens()) {
        found.add(
            "\"%s\": the rule's cost is greater, so every request would be refused."
                .formatted(limit));
      }
      if (refill == Refill.STRICT && limit.tokens() > Refill.MOST_STRICT) {
        found.add(
            "\"%s\" cannot be strict: the time of each request is kept, of %d at most; window, smooth and aligned can."
                .formatted(limit, Refill.MOST_STRICT));
      }
      if (!refill.suits(limit.period())) {
        found.add(
            ("\"%s\" cannot be aligned: its period does not divide a day evenly;"
                    + " 30 seconds, 1, 5 or 15 minutes, 1 or 6 hours and 1 day do.")
                .formatted(limit));
      }
    }
  }

  private void betweenKeyAndPaths(Key key, List<PathPattern> paths) {
    for (KeyPart part : key.parts()) {
      for (PathPattern path : paths) {
        if (part instanceof PathPart variable && !path.hasVariable(variable.name())) {
          found.add(
              "\"%s\": the path %s has no variable {%s}.".formatted(part, path, variable.name()));
        }
      }
    }
  }

  private void betweenKeyAndCountries(Key key, Countries countries) {
    if (key.parts().stream().noneMatch(PathPart.OfPhone.class::isInstance)) {
      found.add(
          "\"countries %s\": of which number? The key says it, as in per phone:phone."
              .formatted(countries));
    }
  }

  private void amongOptions(RuleOptions options) {
    if (options.sparingKnown() && !(options.countingFailures() && options.key().isName())) {
      found.add(
          "\"sparing known\": it belongs to a rule that counts failures by a user's name alone, as in per param:username counting failures sparing known.");
    }
  }
}

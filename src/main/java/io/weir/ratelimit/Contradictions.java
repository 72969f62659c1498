package io.weir.ratelimit;

import io.weir.internal.grid.Refill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What cannot stand together in one rule, each a finished sentence. */
final class Contradictions {

  private static final Segment LOGIN_FORM_TARGET = new Segment.Literal("j_security_check");

  private final List<String> found = new ArrayList<>();

  private Contradictions() {}

  /** What contradicts itself among these; parts that are missing contradict nothing. */
  static List<String> among(
      List<PathPattern> paths,
      List<Limit> limits,
      Key key,
      Refill refill,
      long cost,
      Optional<Countries> countries) {
    Contradictions contradictions = new Contradictions();
    contradictions.amongPaths(paths);
    contradictions.amongLimits(limits, refill, cost);
    contradictions.betweenKeyAndPaths(key, paths);
    countries.ifPresent(allowed -> contradictions.betweenKeyAndCountries(key, allowed));
    return contradictions.found;
  }

  private void amongPaths(List<PathPattern> paths) {
    Set<PathPattern> seen = new HashSet<>();
    for (PathPattern path : paths) {
      if (!seen.add(path)) {
        found.add("\"%s\": each path of a rule stands once.".formatted(path));
      }
      if (isLoginFormTarget(path)) {
        found.add(
            ("\"%s\": the container answers a login form before any filter runs, so this version cannot protect it;"
                    + " a login that the application answers itself can be.")
                .formatted(path));
      }
    }
  }

  /** Jakarta Servlet 6.0 §13.6.3: where a login form posts to, below any path. */
  private static boolean isLoginFormTarget(PathPattern path) {
    List<Segment> segments = path.segments();
    return !segments.isEmpty() && segments.get(segments.size() - 1).equals(LOGIN_FORM_TARGET);
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
      if (!refill.suits(limit.period())) {
        found.add(
            ("\"%s\" cannot be aligned: its period does not divide a day evenly;"
                    + " 30 seconds, 1, 5 or 15 minutes, 1 or 6 hours and 1 day do.")
                .formatted(limit));
      }
    }
  }

  private void betweenKeyAndPaths(Key key, List<PathPattern> paths) {
    for (Part part : key.parts()) {
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
}

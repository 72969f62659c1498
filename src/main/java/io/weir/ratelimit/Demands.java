package io.weir.ratelimit;

import io.weir.internal.client.ClientAddress;
import io.weir.internal.content.Content;
import io.weir.internal.grid.Bandwidth;
import io.weir.internal.grid.Pseudonyms;
import io.weir.internal.grid.Shape;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Which rules a request meets, and as whom it counts in each. */
final class Demands {

  private final RateLimitPolicy policy;
  private final Pseudonyms pseudonyms;
  private final Resolvers resolvers;
  private final List<Counted> counted;

  Demands(RateLimitPolicy policy, Pseudonyms pseudonyms, Resolvers resolvers) {
    this.policy = policy;
    this.pseudonyms = pseudonyms;
    this.resolvers = resolvers;
    this.counted = policy.rules().stream().map(rule -> Counted.of(rule, policy.zone())).toList();
  }

  /**
   * What the rules say to a request, in their order; nothing if it is exempt.
   *
   * @param before what rules said at an earlier dispatch of the request: each counts it once
   */
  Met of(Content content, RequestPath path, Decision before) throws IOException {
    HttpServletRequest request = content.request();
    List<Counted> met = met(Asked.methods(request), path, before);
    if (met.isEmpty()) {
      return Met.NOTHING;
    }
    ClientAddress client = policy.trustedProxies().clientOf(request);
    Asked asked = new Asked(content, path, client, policy.dialling(), resolvers);
    if (asked.isOneOf(policy.except())) {
      return Met.NOTHING;
    }
    List<Demand> demands = new ArrayList<>(met.size());
    List<Outcome> forbidden = new ArrayList<>(0);
    for (Counted one : met) {
      Rule rule = one.rule();
      if (asked.isOneOf(rule.except())) {
        continue;
      }
      if (asked.isForbiddenBy(rule)) {
        forbidden.add(new Outcome(rule, Outcome.Verdict.FORBIDDEN, List.of()));
        continue;
      }
      for (List<Part.Value> values : asked.values(rule)) {
        demands.add(new Demand(rule, bucket(one, values, asked), one.shape()));
      }
    }
    return new Met(demands, forbidden);
  }

  private List<Counted> met(List<String> methods, RequestPath path, Decision before) {
    List<Counted> met = new ArrayList<>();
    for (Counted one : counted) {
      if (one.rule().meets(methods, path) && !before.knows(one.rule())) {
        met.add(one);
      }
    }
    return met;
  }

  private String bucket(Counted one, List<Part.Value> values, Asked asked) {
    List<String> parts = new ArrayList<>(2 * values.size() + 3);
    for (Part.Value value : values) {
      parts.add(value.part());
      parts.add(value.text());
    }
    parts.add(policy.scope());
    parts.add(one.identity());
    // A preflight asks for what the next request will do; it must neither cost that one its token
    // nor be free.
    parts.add(asked.isPreflight() ? "preflight" : "");
    return pseudonyms.of(parts.toArray(String[]::new));
  }

  /**
   * What the rules say that a request meets.
   *
   * @param forbidden by which rules its destination is, if by any
   */
  record Met(List<Demand> demands, List<Outcome> forbidden) {

    static final Met NOTHING = new Met(List.of(), List.of());

    boolean isNothing() {
      return demands.isEmpty() && forbidden.isEmpty();
    }

    /** What is forbidden costs nothing; else the limiter decides. */
    Decision decide(Limiter limiter) {
      Decision decision = new Decision(forbidden);
      return decision.stops() || demands.isEmpty()
          ? decision
          : limiter.consume(demands).and(forbidden);
    }
  }

  /** A rule, ready to be counted. */
  private record Counted(Rule rule, String identity, Shape shape) {

    static Counted of(Rule rule, ZoneId zone) {
      List<Bandwidth> bandwidths =
          rule.limits().stream()
              .map(limit -> new Bandwidth(limit.tokens(), limit.period()))
              .toList();
      return new Counted(rule, rule.identity(), new Shape(bandwidths, rule.refill(), zone));
    }
  }
}

package io.weir.ratelimit;

import io.weir.internal.grid.Bandwidth;
import io.weir.internal.grid.Pseudonyms;
import io.weir.internal.grid.Shape;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Which rules a request meets, and as whom it counts in each. */
final class Demands {

  private final RateLimitPolicy policy;
  private final Pseudonyms pseudonyms;
  private final List<Counted> counted;

  Demands(RateLimitPolicy policy, Pseudonyms pseudonyms) {
    this.policy = policy;
    this.pseudonyms = pseudonyms;
    this.counted = policy.rules().stream().map(rule -> Counted.of(rule, policy.zone())).toList();
  }

  /**
   * What the rules ask of a request, in their order; nothing if it is exempt.
   *
   * @param before what rules said at an earlier dispatch of the request: each counts it once
   */
  List<Demand> of(HttpServletRequest request, RequestPath path, Decision before) {
    List<Counted> met = met(Asked.methods(request), path, before);
    if (met.isEmpty()) {
      return List.of();
    }
    Asked asked = new Asked(request, path, policy.trustedProxies().clientOf(request));
    if (asked.isOneOf(policy.except())) {
      return List.of();
    }
    List<Demand> demands = new ArrayList<>(met.size());
    for (Counted one : met) {
      if (!asked.isOneOf(one.rule().except())) {
        for (List<String> values : asked.values(one.rule())) {
          demands.add(new Demand(one.rule(), bucket(one, values, asked), one.shape()));
        }
      }
    }
    return demands;
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

  private String bucket(Counted one, List<String> values, Asked asked) {
    int count = values.size();
    String[] parts = values.toArray(new String[count + 3]);
    parts[count] = policy.scope();
    parts[count + 1] = one.identity();
    // A preflight asks for what the next request will do; it must neither cost that one its token
    // nor be free.
    parts[count + 2] = asked.isPreflight() ? "preflight" : "";
    return pseudonyms.of(parts);
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

package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.client.ClientAddress;
import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.path.RequestPath;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.rules.KeyResolvers;
import io.weir.internal.rules.RequestFacts;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which rules a request meets, and as whom it counts in each. */
final class RuleMatcher {

  private final RateLimitPolicy policy;
  private final Pseudonyms pseudonyms;
  private final KeyResolvers keyResolvers;
  private final List<Counted> counted;

  RuleMatcher(RateLimitPolicy policy, Pseudonyms pseudonyms, KeyResolvers keyResolvers) {
    this.policy = policy;
    this.pseudonyms = pseudonyms;
    this.keyResolvers = keyResolvers;
    this.counted = policy.rules().stream().map(rule -> Counted.of(rule, policy)).toList();
  }

  /**
   * What the rules say to a request, in their order; nothing if it is exempt.
   *
   * @param before what rules said earlier to the request: each counts it once
   */
  Match of(RequestContent content, RequestPath path, Decision before) throws IOException {
    return of(content, path, met(content.request(), path, before));
  }

  /**
   * What rules say before the container has looked who asks. All of them where a login form is
   * posted to, which no filter sees; elsewhere those that need neither the user nor the body.
   */
  Match early(RequestContent content, RequestPath path) throws IOException {
    List<Counted> met = met(content.request(), path, Decision.NONE);
    boolean all = path.any(LoginPages::isFormTarget);
    return of(content, path, met.stream().filter(one -> all || one.early()).toList());
  }

  private Match of(RequestContent content, RequestPath path, List<Counted> met) throws IOException {
    if (met.isEmpty()) {
      return Match.NOTHING;
    }
    ClientAddress client = policy.trustedProxies().clientOf(content.request());
    RequestFacts facts =
        new RequestFacts(
            content, path, client, policy.phoneNumbers(), policy.apiKeys(), keyResolvers);
    if (facts.isOneOf(policy.except())) {
      return Match.NOTHING;
    }
    List<TokenRequest> demands = new ArrayList<>(met.size());
    List<RuleResult> forbidden = new ArrayList<>(0);
    for (Counted one : met) {
      Rule rule = one.rule();
      if (facts.isOneOf(rule.except())) {
        continue;
      }
      if (facts.isUnknownTo(rule)) {
        forbidden.add(new RuleResult(rule, RuleResult.Verdict.UNKNOWN, List.of()));
        continue;
      }
      if (facts.isForbiddenBy(rule)) {
        forbidden.add(new RuleResult(rule, RuleResult.Verdict.FORBIDDEN, List.of()));
        continue;
      }
      for (List<KeyPart.Value> values : facts.values(rule)) {
        demands.add(demand(one, values, facts));
      }
    }
    return new Match(demands, forbidden);
  }

  private List<Counted> met(HttpServletRequest request, RequestPath path, Decision before) {
    List<String> methods = RequestFacts.methods(request);
    List<Counted> met = new ArrayList<>();
    for (Counted one : counted) {
      if (one.rule().meets(methods, path) && !before.knows(one.rule())) {
        met.add(one);
      }
    }
    return met;
  }

  private TokenRequest demand(Counted one, List<KeyPart.Value> values, RequestFacts facts) {
    Rule rule = one.rule();
    // A preflight asks whether it may try, and logs nobody in.
    boolean somebody =
        !facts.isPreflight() && facts.client().isResolved() && !rule.key().isNameless(values);
    return new TokenRequest(
        rule,
        bucket(one, values, facts),
        one.spec(),
        somebody && rule.key().isNameAtAddress(),
        somebody && rule.options().sparingKnown()
            ? Optional.of(guest(values, facts))
            : Optional.empty());
  }

  private String guest(List<KeyPart.Value> name, RequestFacts facts) {
    KeyPart.Value value = name.get(0);
    return pseudonyms.of("guest", policy.scope(), value.part(), value.text(), facts.client().key());
  }

  private String bucket(Counted one, List<KeyPart.Value> values, RequestFacts facts) {
    List<String> parts = new ArrayList<>(2 * values.size() + 3);
    for (KeyPart.Value value : values) {
      parts.add(value.part());
      parts.add(value.text());
    }
    parts.add(policy.scope());
    parts.add(one.identity());
    // A preflight asks for what the next request will do; it must neither cost that one its token
    // nor be free.
    parts.add(facts.isPreflight() ? "preflight" : "");
    return pseudonyms.of(parts.toArray(String[]::new));
  }

  /**
   * What the rules say that a request meets.
   *
   * @param forbidden which rules turn it away whatever is left, if any do
   */
  record Match(List<TokenRequest> demands, List<RuleResult> forbidden) {

    static final Match NOTHING = new Match(List.of(), List.of());

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

  /**
   * A rule, ready to be counted.
   *
   * @param early whether it can say something before the container has looked who asks
   */
  private record Counted(Rule rule, String identity, BucketSpec spec, boolean early) {

    static Counted of(Rule rule, RateLimitPolicy policy) {
      boolean early = rule.isEarly() && policy.except().stream().noneMatch(Exemption::needsUser);
      return new Counted(rule, rule.identity(), rule.shape(policy.zone()), early);
    }
  }
}

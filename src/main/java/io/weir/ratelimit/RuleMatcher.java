package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.client.Ipv6Wide;
import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.exchange.Exchange;
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

/** Finds the rules that apply to a request, and the buckets from which it takes tokens. */
final class RuleMatcher {

  private final RateLimitPolicy policy;
  private final Pseudonyms pseudonyms;
  private final KeyResolvers keyResolvers;
  private final List<PreparedRule> rules;

  RuleMatcher(RateLimitPolicy policy, Pseudonyms pseudonyms, KeyResolvers keyResolvers) {
    this.policy = policy;
    this.pseudonyms = pseudonyms;
    this.keyResolvers = keyResolvers;
    this.rules = policy.rules().stream().map(rule -> PreparedRule.of(rule, policy)).toList();
  }

  /**
   * The rules that apply, in their order; none if the request is exempt.
   *
   * @param before what rules have decided earlier: each counts the request once
   */
  MatchingRules match(Exchange exchange, RequestContent content, Decision before)
      throws IOException {
    return match(exchange, content, matching(exchange, content.request(), before));
  }

  /**
   * The rules that apply before the container authenticates. For the target of a login form these
   * are all rules, because no filter sees that request; otherwise the rules that need neither the
   * user nor the body.
   */
  MatchingRules matchBeforeAuthentication(Exchange exchange, RequestContent content)
      throws IOException {
    List<PreparedRule> matching = matching(exchange, content.request(), Decision.NONE);
    boolean all = exchange.path(content.request()).any(LoginPages::isFormTarget);
    return match(exchange, content, matching.stream().filter(one -> all || one.early()).toList());
  }

  private MatchingRules match(
      Exchange exchange, RequestContent content, List<PreparedRule> matching) throws IOException {
    if (matching.isEmpty()) {
      return MatchingRules.NONE;
    }
    RequestFacts facts =
        new RequestFacts(
            content,
            exchange.path(content.request()),
            exchange.client(policy.trustedProxies()),
            () -> exchange.user(content.request()),
            policy.phoneNumbers(),
            policy.apiKeys(),
            keyResolvers);
    if (facts.isExempt(policy.except())) {
      return MatchingRules.NONE;
    }
    List<RuleRequest> requests = new ArrayList<>(matching.size());
    List<RuleResult> refused = new ArrayList<>(0);
    for (PreparedRule one : matching) {
      Rule rule = one.rule();
      if (facts.isExempt(rule.except())) {
        continue;
      }
      if (facts.lacksApiKey(rule.key())) {
        refused.add(new RuleResult(rule, RuleResult.Verdict.UNKNOWN, List.of()));
        continue;
      }
      if (isForbidden(rule, facts)) {
        refused.add(new RuleResult(rule, RuleResult.Verdict.FORBIDDEN, List.of()));
        continue;
      }
      for (List<KeyPart.Value> values :
          facts.values(rule.key(), rule.requests(), rule.countsFailures())) {
        RuleRequest request = ruleRequest(one, values, facts);
        requests.add(request);
        networkRequest(one, request, values, facts).ifPresent(requests::add);
      }
    }
    return new MatchingRules(requests, refused);
  }

  private static boolean isForbidden(Rule rule, RequestFacts facts) {
    return rule.countries().isPresent()
        && facts.callsOutside(rule.countries().get(), rule.key(), rule.requests());
  }

  private List<PreparedRule> matching(
      Exchange exchange, HttpServletRequest request, Decision before) {
    RequestPath path = exchange.path(request);
    List<String> methods = RequestFacts.methods(request);
    List<PreparedRule> matching = new ArrayList<>();
    for (PreparedRule one : rules) {
      if (one.rule().requests().matches(methods, path) && !before.includes(one.rule())) {
        matching.add(one);
      }
    }
    return matching;
  }

  private RuleRequest ruleRequest(
      PreparedRule one, List<KeyPart.Value> values, RequestFacts facts) {
    Rule rule = one.rule();
    // A preflight is no login.
    boolean hasName =
        !facts.isPreflight() && facts.client().isResolved() && !rule.key().lacksName(values);
    TokenRequest tokens =
        new TokenRequest(
            bucket(one, values, facts),
            one.spec(),
            rule.cost(),
            one.whenClusterFails(),
            hasName && rule.options().sparingKnown() ? login(values, facts) : null,
            !rule.shadow());
    return new RuleRequest(rule, tokens, hasName && rule.key().isNameAtAddress());
  }

  /** The same tokens of a bucket that counts the /48 network of an IPv6 client. */
  private Optional<RuleRequest> networkRequest(
      PreparedRule one, RuleRequest request, List<KeyPart.Value> values, RequestFacts facts) {
    TokenRequest tokens = request.tokens();
    return one.networkSpec()
        .flatMap(
            spec ->
                facts
                    .inNetwork(values)
                    .map(
                        network ->
                            new TokenRequest(
                                bucket(one, network, facts),
                                spec,
                                tokens.tokens(),
                                tokens.whenClusterFails(),
                                tokens.knownLogin(),
                                tokens.stopsOthers())))
        .map(wide -> new RuleRequest(one.rule(), wide, false, true));
  }

  private String login(List<KeyPart.Value> name, RequestFacts facts) {
    KeyPart.Value value = name.get(0);
    return pseudonyms.of("guest", policy.scope(), value.part(), value.text(), facts.client().key());
  }

  private String bucket(PreparedRule one, List<KeyPart.Value> values, RequestFacts facts) {
    List<String> parts = new ArrayList<>(2 * values.size() + 3);
    for (KeyPart.Value value : values) {
      parts.add(value.part());
      parts.add(value.text());
    }
    parts.add(policy.scope());
    parts.add(one.identity());
    // A preflight has a bucket of its own: it must not take the token of the request that it
    // announces, but must be limited too.
    parts.add(facts.isPreflight() ? "preflight" : "");
    return pseudonyms.of(parts.toArray(String[]::new));
  }

  /**
   * The rules that apply to a request.
   *
   * @param requests the tokens that rules take
   * @param refused the results of rules that refuse the request without counting it
   */
  record MatchingRules(List<RuleRequest> requests, List<RuleResult> refused) {

    static final MatchingRules NONE = new MatchingRules(List.of(), List.of());

    boolean isEmpty() {
      return requests.isEmpty() && refused.isEmpty();
    }

    /** Takes the tokens, unless a rule refuses the request without counting it. */
    Decision decide(RuleLimiter limiter) {
      Decision decision = new Decision(refused);
      return decision.stops() || requests.isEmpty()
          ? decision
          : limiter.take(requests).and(refused);
    }
  }

  /**
   * A rule with what is computed once.
   *
   * @param networkSpec the bucket of a /48 network, if the rule counts networks, too
   * @param early whether it can decide before the container authenticates
   */
  private record PreparedRule(
      Rule rule,
      String identity,
      BucketSpec spec,
      Optional<BucketSpec> networkSpec,
      WhenClusterFails whenClusterFails,
      boolean early) {

    static PreparedRule of(Rule rule, RateLimitPolicy policy) {
      boolean early = rule.isEarly() && policy.except().stream().noneMatch(Exemption::needsUser);
      return new PreparedRule(
          rule,
          rule.identity(),
          rule.bucketSpec(policy.zone()),
          countsNetworks(rule, policy.ipv6Wide())
              ? Optional.of(rule.networkBucketSpec(policy.zone()))
              : Optional.empty(),
          rule.whenClusterFails().orElse(policy.whenClusterFails()),
          early);
    }

    private static boolean countsNetworks(Rule rule, Ipv6Wide wide) {
      return switch (wide) {
        case FAILURES -> rule.countsFailures();
        case ALL -> true;
        case OFF -> false;
      };
    }
  }
}

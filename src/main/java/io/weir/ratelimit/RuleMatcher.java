package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.client.Ipv6Wide;
import io.weir.internal.container.ContainerLogin;
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
import java.util.function.Predicate;

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
    return match(exchange, content, matching(exchange, content.request(), before), false);
  }

  /**
   * The rules that apply before the container authenticates. For the target of a login form these
   * are all rules, because no filter sees that request; otherwise the rules that need neither the
   * user nor the body. If the request has credentials that the container will check, these are also
   * the rules per ip that exempt users: an exempt user gets the tokens back.
   */
  MatchingRules matchBeforeAuthentication(Exchange exchange, RequestContent content)
      throws IOException {
    List<PreparedRule> matching = matching(exchange, content.request(), Decision.NONE);
    boolean all = exchange.path(content.request()).any(LoginPages::isFormTarget);
    boolean guess = isGuess(content.request());
    return match(
        exchange,
        content,
        matching.stream()
            .filter(one -> all || one.early() || (guess && one.rule().isPerAddress()))
            .toList(),
        !all);
  }

  private static boolean isGuess(HttpServletRequest request) {
    return RequestFacts.hasCredentials(request) && ContainerLogin.knowsNobody(request);
  }

  /** Whether the decision of a rule does not depend on the user. */
  boolean isDecidedEarly(Rule rule) {
    return rule.isEarly() && policy.except().stream().noneMatch(Exemption::needsUser);
  }

  /** The rules that counted a request before authentication, but exempt its user. */
  Predicate<Rule> exempt(Exchange exchange, RequestContent content) {
    RequestFacts facts = facts(exchange, content);
    return rule ->
        !isDecidedEarly(rule) && (facts.isExempt(rule.except()) || facts.isExempt(policy.except()));
  }

  /** Whether a login is a form, of which a status below 400 shows nothing. */
  boolean isForm(Exchange exchange, RequestContent content) throws IOException {
    return facts(exchange, content).isForm(names(exchange, content));
  }

  private RequestFacts facts(Exchange exchange, RequestContent content) {
    return new RequestFacts(
        content,
        exchange.path(content.request()),
        exchange.client(policy.trustedProxies()),
        () -> exchange.user(content.request()),
        policy.phoneNumbers(),
        policy.apiKeys(),
        keyResolvers);
  }

  /** The names by which rules for this path count failures, also those that have decided. */
  private List<KeyPart> names(Exchange exchange, RequestContent content) {
    return matching(exchange, content.request(), Decision.NONE).stream()
        .map(PreparedRule::rule)
        .filter(Rule::countsFailures)
        .flatMap(rule -> rule.key().parts().stream())
        .filter(KeyPart::isName)
        .toList();
  }

  /**
   * The rules per ip, for a request that is refused for another reason than a limit.
   *
   * @param early whether the container has yet to authenticate the request
   */
  MatchingRules matchPerAddress(
      Exchange exchange, RequestContent content, Decision before, boolean early)
      throws IOException {
    return match(
        exchange,
        content,
        matching(exchange, content.request(), before).stream()
            .filter(one -> one.rule().isPerAddress())
            .filter(one -> !early || one.early() || ContainerLogin.knowsNobody(content.request()))
            .toList(),
        early);
  }

  /**
   * The rules that apply.
   *
   * @param early whether the user is not known yet, so that no user is exempt
   */
  private MatchingRules match(
      Exchange exchange, RequestContent content, List<PreparedRule> matching, boolean early)
      throws IOException {
    if (matching.isEmpty()) {
      return MatchingRules.NONE;
    }
    RequestFacts facts = facts(exchange, content);
    if (facts.isExempt(known(policy.except(), early))) {
      return MatchingRules.NONE;
    }
    boolean preflight = facts.isPreflight();
    boolean needsNames =
        preflight || matching.stream().anyMatch(one -> one.rule().countsFailures());
    List<KeyPart> names = needsNames ? names(exchange, content) : List.of();
    boolean passes = preflight && passes(facts, names);
    List<RuleRequest> requests = new ArrayList<>(matching.size());
    List<RuleResult> refused = new ArrayList<>(0);
    for (PreparedRule one : matching) {
      Rule rule = one.rule();
      if (facts.isExempt(known(rule.except(), early))
          || (passes && !rule.isPerAddress())
          || (rule.countsFailures() && !isAttempt(rule, facts, names))) {
        continue;
      }
      if (facts.lacksApiKey(rule.key())) {
        refused.add(new RuleResult(rule, RuleResult.Verdict.UNKNOWN, List.of()));
        continue;
      }
      if (rule.refusesUnreadable() && facts.hasUnreadableName(rule.key())) {
        refused.add(new RuleResult(rule, RuleResult.Verdict.UNREADABLE, List.of()));
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
    return new MatchingRules(requests, refused, preflight && !requests.isEmpty());
  }

  private static List<Exemption> known(List<Exemption> except, boolean early) {
    return early ? except.stream().filter(exempt -> !exempt.needsUser()).toList() : except;
  }

  private static boolean isAttempt(Rule rule, RequestFacts facts, List<KeyPart> names) {
    if (rule.countsFailuresOfBasic()) {
      return facts.hasCredentials();
    }
    // The container looks for fields of its own, whatever field the rule names.
    return facts.path().any(LoginPages::isFormTarget) || facts.isAttempt(names);
  }

  /**
   * Whether a preflight is for the application to answer, so that only rules per ip count it. A
   * login is not.
   */
  private boolean passes(RequestFacts facts, List<KeyPart> names) {
    return policy.preflights() == Preflights.PASS
        && !facts.path().any(LoginPages::isFormTarget)
        && !facts.hasInQuery(names);
  }

  private static boolean isForbidden(Rule rule, RequestFacts facts) {
    return rule.countries().isPresent()
        && facts.callsOutside(rule.countries().get(), rule.key(), rule.requests());
  }

  private List<PreparedRule> matching(
      Exchange exchange, HttpServletRequest request, Decision before) {
    RequestPath path = exchange.path(request);
    List<String> methods = List.of(request.getMethod());
    List<PreparedRule> matching = new ArrayList<>();
    for (PreparedRule one : rules) {
      if (one.rule().requests().matches(methods, path) && !before.includes(one.rule())) {
        matching.add(one);
      }
    }
    return matching;
  }

  private RuleRequest ruleRequest(PreparedRule one, List<KeyPart.Value> values, RequestFacts facts)
      throws IOException {
    Rule rule = one.rule();
    boolean hasName = facts.client().isResolved() && !rule.key().lacksName(values);
    TokenRequest tokens =
        new TokenRequest(
            bucket(one, values, ""),
            one.spec(),
            rule.cost(),
            one.whenClusterFails(),
            hasName && rule.options().sparingKnown() ? login(rule, values, facts) : null,
            !rule.shadow());
    boolean ownName = hasName && rule.key().isNameAtAddress() && rule.countsFailures();
    return new RuleRequest(rule, tokens, ownName ? spelling(one, values, tokens, facts) : null);
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
                                bucket(one, network, ""),
                                spec,
                                tokens.tokens(),
                                tokens.whenClusterFails(),
                                tokens.knownLogin(),
                                tokens.stopsOthers())))
        .map(wide -> new RuleRequest(one.rule(), wide, null, true));
  }

  /** A bucket of this spelling of the name; it never blocks, and only shows what was taken. */
  private TokenRequest spelling(
      PreparedRule one, List<KeyPart.Value> values, TokenRequest tokens, RequestFacts facts)
      throws IOException {
    BucketSpec spec = one.spec();
    return new TokenRequest(
        bucket(one, values, facts.spelling(one.rule().key())),
        new BucketSpec(spec.limits(), spec.refill(), spec.zone(), Optional.empty()),
        tokens.tokens(),
        tokens.whenClusterFails(),
        null,
        false);
  }

  /** By the spelling, because another spelling may be the name of another account. */
  private String login(Rule rule, List<KeyPart.Value> name, RequestFacts facts) throws IOException {
    return pseudonyms.of(
        "guest",
        policy.scope(),
        name.get(0).part(),
        facts.spelling(rule.key()),
        facts.client().key());
  }

  private String bucket(PreparedRule one, List<KeyPart.Value> values, String spelling) {
    List<String> parts = new ArrayList<>(2 * values.size() + 3);
    for (KeyPart.Value value : values) {
      parts.add(value.part());
      parts.add(value.text());
    }
    parts.add(policy.scope());
    parts.add(one.identity());
    parts.add(spelling);
    return pseudonyms.of(parts.toArray(String[]::new));
  }

  /**
   * The rules that apply to a request.
   *
   * @param requests the tokens that rules take
   * @param refused the results of rules that refuse the request for another reason than a limit
   * @param countsPreflight whether the request is a CORS preflight, and rules count it
   */
  record MatchingRules(
      List<RuleRequest> requests, List<RuleResult> refused, boolean countsPreflight) {

    static final MatchingRules NONE = new MatchingRules(List.of(), List.of(), false);

    boolean isEmpty() {
      return requests.isEmpty() && refused.isEmpty();
    }

    /**
     * Takes the tokens. If a rule refuses the request for another reason than a limit, only rules
     * per ip count it, and the request is refused for that reason until one of their limits is
     * reached.
     */
    Decision decide(RuleLimiter limiter) {
      Decision decision = new Decision(refused);
      if (decision.stops()) {
        Decision counted = perAddress().isEmpty() ? Decision.NONE : limiter.take(perAddress());
        return counted.stops() ? counted : decision;
      }
      return requests.isEmpty() ? decision : limiter.take(requests).and(refused);
    }

    private List<RuleRequest> perAddress() {
      return requests.stream().filter(request -> request.rule().isPerAddress()).toList();
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

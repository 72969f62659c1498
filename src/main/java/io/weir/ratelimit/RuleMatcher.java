package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.container.SocketHook;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.deployment.Switches;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.RequestHead;
import io.weir.internal.http.RequestOrigin;
import io.weir.internal.path.RequestPath;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.rules.KeyResolvers;
import io.weir.internal.rules.LoginFacts;
import io.weir.internal.rules.RequestFacts;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the rules that apply to a request, and the tokens that they take. */
final class RuleMatcher {

  private final RateLimitPolicy policy;
  private final KeyResolvers keyResolvers;
  private final RuleRequestFactory requests;
  private final List<PreparedRule> rules;

  /** The rules as administrators have switched them. */
  private volatile List<PreparedRule> applied;

  private final Predicate<String> knownOrigins;

  /**
   * A matcher for all rules of a policy.
   *
   * @param knownOrigins the origins that rules for the same site do not take for foreign
   */
  RuleMatcher(
      RateLimitPolicy policy,
      Pseudonyms pseudonyms,
      KeyResolvers keyResolvers,
      Predicate<String> knownOrigins) {
    this.knownOrigins = knownOrigins;
    this.policy = policy;
    this.keyResolvers = keyResolvers;
    this.requests = new RuleRequestFactory(RuleEntries.of(policy, pseudonyms));
    this.rules = policy.rules().stream().map(rule -> PreparedRule.of(rule, policy)).toList();
    this.applied = rules;
  }

  /** Has rules apply as administrators have decided. */
  void switchTo(Switches switches) {
    applied =
        switches.applied(
            rules, one -> one.rule().name(), one -> PreparedRule.of(one.rule().inShadow(), policy));
  }

  /** All rules as they are written, prepared. */
  List<PreparedRule> rules() {
    return rules;
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

  /** The rules per ip, for a request that is refused for another reason than a limit. */
  MatchingRules matchPerAddress(Exchange exchange, RequestContent content, Decision before)
      throws IOException {
    List<PreparedRule> matching = matching(exchange, content.request(), before);
    matching.removeIf(one -> !one.rule().isPerAddress());
    return match(exchange, content, matching, false);
  }

  /** Whether a login is a form, of which a status below 400 shows nothing. */
  boolean isForm(Exchange exchange, RequestContent content) throws IOException {
    return loginFacts(facts(exchange, content), exchange).isForm();
  }

  RequestFacts facts(Exchange exchange, RequestContent content) {
    return new RequestFacts(
        content,
        exchange.path(content.request()),
        exchange.client(policy.trustedProxies()),
        () -> exchange.user(content.request()),
        policy.phoneNumbers(),
        policy.apiKeys(),
        keyResolvers,
        new HashMap<>());
  }

  /** What is known of a request that may log a user in. */
  LoginFacts loginFacts(Exchange exchange, RequestContent content) {
    return loginFacts(facts(exchange, content), exchange);
  }

  private LoginFacts loginFacts(RequestFacts facts, Exchange exchange) {
    HttpServletRequest request = facts.content().request();
    return new LoginFacts(facts, names(exchange, request), exchange.isFormLogin(request));
  }

  /** The names by which rules for this path count failures, also those that have decided. */
  private List<KeyPart> names(Exchange exchange, HttpServletRequest request) {
    return matching(exchange, request, Decision.NONE).stream()
        .map(PreparedRule::rule)
        .filter(Rule::countsFailures)
        .flatMap(rule -> rule.key().parts().stream())
        .filter(KeyPart::isName)
        .toList();
  }

  /** The rules for the method and the path that have not decided yet. */
  List<PreparedRule> matching(Exchange exchange, HttpServletRequest request, Decision before) {
    RequestPath path = exchange.path(request);
    List<String> methods = List.of(RequestHead.method(request));
    List<PreparedRule> matching = new ArrayList<>();
    for (PreparedRule one : applied) {
      if (one.rule().requests().matches(methods, path) && !before.includes(one.rule())) {
        matching.add(one);
      }
    }
    return matching;
  }

  /**
   * What these rules take from the request, or why they refuse it.
   *
   * @param early whether the user is not known yet, so that no user is exempt
   */
  MatchingRules match(
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
    boolean needsNames = preflight || needsNames(matching);
    LoginFacts login =
        needsNames ? loginFacts(facts, exchange) : new LoginFacts(facts, List.of(), false);
    boolean passes = preflight && passes(login);
    Map<List<KeyPart.Value>, EntryKey> entries = new HashMap<>();
    List<RuleRequest> taken = new ArrayList<>(matching.size());
    List<SlotDemand> slots = new ArrayList<>(0);
    List<RuleResult> refused = new ArrayList<>(0);
    for (PreparedRule one : matching) {
      Rule rule = one.rule();
      if (facts.isExempt(known(rule.except(), early)) || (passes && !rule.isPerAddress())) {
        continue;
      }
      if (isForeign(rule, login)) {
        refused.add(new RuleResult(rule, RuleResult.Verdict.FOREIGN, List.of()));
        continue;
      }
      if (rule.countsFailures() && !isAttempt(rule, login)) {
        continue;
      }
      Optional<RuleResult.Verdict> verdict = refusal(rule, facts);
      if (verdict.isPresent()) {
        refused.add(new RuleResult(rule, verdict.get(), List.of()));
      } else {
        taken.addAll(requests.of(one, facts, entries));
        if (limitsWhileOpen(rule, facts.content().request())) {
          slots.addAll(requests.slots(one, facts, entries));
        }
      }
    }
    return new MatchingRules(taken, slots, refused, preflight && !taken.isEmpty());
  }

  /** Messages are limited only of what becomes a WebSocket. */
  private static boolean limitsWhileOpen(Rule rule, HttpServletRequest request) {
    return rule.connection().limitsRequests()
        || (rule.connection().limitsMessages() && SocketHook.isAskedBy(request));
  }

  private static List<Exemption> known(List<Exemption> except, boolean early) {
    return early ? except.stream().filter(exempt -> !exempt.needsUser()).toList() : except;
  }

  private static boolean isAttempt(Rule rule, LoginFacts login) {
    return rule.countsFailuresOfBasic() ? login.hasCredentials() : login.isAttempt();
  }

  /**
   * Whether a preflight is for the application to answer, so that only rules per ip count it. A
   * login is not.
   */
  private boolean passes(LoginFacts login) {
    return policy.preflights() == Preflights.PASS && !login.ofContainer() && !login.isInQuery();
  }

  private static boolean needsNames(List<PreparedRule> matching) {
    for (PreparedRule one : matching) {
      if (one.rule().countsFailures() || one.rule().sameSite()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a page of another site makes a browser send what this rule refuses then. */
  private boolean isForeign(Rule rule, LoginFacts login) {
    return rule.sameSite()
        && login.acts(rule.key())
        && RequestOrigin.isForeign(login.facts().content().request(), knownOrigins);
  }

  /** Why a rule refuses the request, if not for a limit or for the page that sent it. */
  private static Optional<RuleResult.Verdict> refusal(Rule rule, RequestFacts facts)
      throws IOException {
    if (facts.lacksApiKey(rule.key())) {
      return Optional.of(RuleResult.Verdict.UNKNOWN);
    }
    if (rule.refusesUnreadable() && LoginFacts.hasUnreadableName(rule.key(), facts)) {
      return Optional.of(RuleResult.Verdict.UNREADABLE);
    }
    return rule.countries()
        .filter(allowed -> facts.callsOutside(allowed, rule.key(), rule.requests()))
        .map(allowed -> RuleResult.Verdict.FORBIDDEN);
  }
}

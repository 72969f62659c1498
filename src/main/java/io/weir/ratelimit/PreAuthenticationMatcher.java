package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.rules.LoginFacts;
import io.weir.internal.rules.RequestFacts;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** Finds the rules that apply before the container authenticates a request. */
record PreAuthenticationMatcher(RateLimitPolicy policy, RuleMatcher matcher) {

  /**
   * For the target of a login form these are all rules, because no filter sees that request;
   * otherwise the rules that need neither the user nor the body. If the request has credentials
   * that the container will check, these are also the rules per ip that exempt users: an exempt
   * user gets the tokens back.
   */
  MatchingRules match(Exchange exchange, RequestContent content) throws IOException {
    boolean all = exchange.isFormLogin(content.request());
    boolean guess = LoginFacts.hasCredentials(content.request()) && exchange.login().knowsNobody();
    return match(
        exchange, content, one -> all || one.early() || (guess && one.rule().isPerAddress()), !all);
  }

  /** The rules per ip, for a request that is refused for another reason than a limit. */
  MatchingRules matchPerAddress(Exchange exchange, RequestContent content) throws IOException {
    return match(
        exchange,
        content,
        one -> one.rule().isPerAddress() && (one.early() || exchange.login().knowsNobody()),
        true);
  }

  private MatchingRules match(
      Exchange exchange, RequestContent content, Predicate<PreparedRule> applies, boolean early)
      throws IOException {
    List<PreparedRule> matching = matcher.matching(exchange, content.request(), Decision.NONE);
    matching.removeIf(applies.negate());
    if (early) { // A request that the container answers itself reaches no filter, and holds
      // nothing.
      matching.removeIf(one -> one.rule().connection().limitsRequests());
    }
    return matcher.match(exchange, content, matching, early);
  }

  /** Whether the decision of a rule does not depend on the user. */
  boolean isDecidedEarly(Rule rule) {
    return PreparedRule.isEarly(rule, policy);
  }

  /** The rules that counted a request before authentication, but exempt its user. */
  Predicate<Rule> exempt(Exchange exchange, RequestContent content) {
    RequestFacts facts = matcher.facts(exchange, content);
    return rule ->
        !isDecidedEarly(rule) && (facts.isExempt(rule.except()) || facts.isExempt(policy.except()));
  }
}

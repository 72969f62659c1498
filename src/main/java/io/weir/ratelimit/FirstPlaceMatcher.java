package io.weir.ratelimit;

import io.weir.internal.body.RequestContent;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.rules.LoginFacts;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;

/**
 * Finds the rules that apply before filters of the application see a request: one of them may log
 * users in, or answer the request itself.
 */
record FirstPlaceMatcher(RateLimitPolicy policy, RuleMatcher matcher) {

  /**
   * The rules that need no user. Of a login these are also the rules that count its failure and
   * exempt users: only a login that has succeeded makes somebody exempt, and gets the tokens back.
   */
  MatchingRules match(Exchange exchange, RequestContent content, Decision before)
      throws IOException {
    List<PreparedRule> matching = matcher.matching(exchange, content.request(), before);
    if (matching.stream().map(PreparedRule::rule).anyMatch(this::leaves)) {
      LoginFacts login = matcher.loginFacts(exchange, content);
      boolean attempt = !login.names().isEmpty() && login.isAttempt();
      matching.removeIf(one -> leaves(one.rule()) && !(attempt && countsLogins(one.rule())));
    }
    return matcher.match(exchange, content, matching, true);
  }

  private static boolean countsLogins(Rule rule) {
    return rule.countsFailures() && !rule.countsFailuresOfBasic() && !rule.key().needsUser();
  }

  /** Whether a rule is left to the declared filter, because its decision depends on the user. */
  boolean leaves(Rule rule) {
    return PreparedRule.needsUser(rule, policy);
  }

  /** The rules that are left to the declared filter, and have not decided yet. */
  List<Rule> left(Exchange exchange, HttpServletRequest request, Decision before) {
    return matcher.matching(exchange, request, before).stream()
        .map(PreparedRule::rule)
        .filter(this::leaves)
        .toList();
  }
}

package io.weir.ratelimit;

import io.weir.internal.counting.TokenRequest;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that one rule takes from a request.
 *
 * @param spelling the same tokens from a bucket of one spelling of the name, beside that of all
 *     spellings; null unless the rule counts one user name at one address
 * @param hidden whether headers do not show the bucket's state unless it refuses the request
 */
record RuleRequest(
    Rule rule, TokenRequest tokens, @Nullable TokenRequest spelling, boolean hidden) {

  /** The tokens of a bucket that headers show. */
  RuleRequest(Rule rule, TokenRequest tokens, @Nullable TokenRequest spelling) {
    this(rule, tokens, spelling, false);
  }
}

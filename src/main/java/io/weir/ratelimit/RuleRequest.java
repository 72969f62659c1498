package io.weir.ratelimit;

import io.weir.internal.counting.TokenRequest;

/**
 * The tokens that one rule takes from a request.
 *
 * @param ownName whether the bucket counts exactly one user name at one address
 * @param hidden whether headers do not show the bucket's state unless it refuses the request
 */
record RuleRequest(Rule rule, TokenRequest tokens, boolean ownName, boolean hidden) {

  /** The tokens of a bucket that headers show. */
  RuleRequest(Rule rule, TokenRequest tokens, boolean ownName) {
    this(rule, tokens, ownName, false);
  }
}

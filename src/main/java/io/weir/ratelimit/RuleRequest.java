package io.weir.ratelimit;

import io.weir.internal.counting.TokenRequest;

/**
 * The tokens that one rule takes from a request.
 *
 * @param ownName whether the bucket counts exactly one user name at one address
 */
record RuleRequest(Rule rule, TokenRequest tokens, boolean ownName) {}

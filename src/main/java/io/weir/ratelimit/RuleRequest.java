package io.weir.ratelimit;

import io.weir.internal.counting.TokenRequest;

/**
 * The tokens that one rule takes from a request.
 *
 * @param ownName whether nobody else shares the bucket: it counts one user name at one address
 */
record RuleRequest(Rule rule, TokenRequest tokens, boolean ownName) {}

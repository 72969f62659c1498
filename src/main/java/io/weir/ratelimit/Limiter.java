package io.weir.ratelimit;

import java.util.List;

/** Decides over a request. */
@FunctionalInterface
interface Limiter {

  /**
   * Takes the tokens of a request, from the buckets of all rules that it meets or from none.
   *
   * @param demands one a rule, in the order of the rules
   */
  Decision consume(List<TokenRequest> demands);
}

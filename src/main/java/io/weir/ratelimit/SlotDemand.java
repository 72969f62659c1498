package io.weir.ratelimit;

/**
 * What a rule limits of a request while it lasts.
 *
 * @param key the pseudonym by which the rule counts open requests
 */
record SlotDemand(PreparedRule one, String key) {

  Rule rule() {
    return one.rule();
  }
}

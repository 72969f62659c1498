package io.weir.ratelimit;

import io.weir.internal.counting.EntryKey;

/**
 * What a rule limits of a request while it lasts.
 *
 * @param entry by whose name the rule counts open requests, and what is sent over sockets
 */
record SlotDemand(PreparedRule one, EntryKey entry) {

  /** The pseudonym by which the rule counts open requests. */
  String key() {
    return entry.name();
  }

  Rule rule() {
    return one.rule();
  }
}

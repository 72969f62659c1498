package io.weir.internal.rules;

import java.util.Optional;

/**
 * A path of a request that matches an entry of a table.
 *
 * @param requests the pattern of the entry
 * @param view the view of the path that matches
 * @param countsFailures whether the entry counts failed logins only
 */
record PathMatch(RequestPattern requests, String view, boolean countsFailures) {

  /** The value of a variable of the pattern. */
  Optional<String> variable(String name) {
    return requests.variable(name, view);
  }
}

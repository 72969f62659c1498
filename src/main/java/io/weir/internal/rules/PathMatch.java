package io.weir.internal.rules;

import io.weir.ratelimit.Rule;
import java.util.Optional;

/**
 * A path, as a rule reads it.
 *
 * @param view of the path, which the rule matches
 */
record PathMatch(Rule rule, String view) {

  /** What a variable of the rule's paths stands for. */
  Optional<String> variable(String name) {
    return rule.variable(name, view);
  }
}

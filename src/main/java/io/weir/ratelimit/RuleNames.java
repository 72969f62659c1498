package io.weir.ratelimit;

import io.weir.internal.rules.RuleScanner;
import java.util.HashMap;
import java.util.Map;

/**
 * The names that rules have in headers: a rule's own and, for its further limits, name-2, name-3.
 */
final class RuleNames {

  private final Map<String, String> takenBy = new HashMap<>();

  /** Takes the names of a rule for its line; what is taken already is a mistake there. */
  void take(String rule, int limits, RuleScanner line) {
    for (int i = 1; i <= Math.max(1, limits); i++) {
      String name = i == 1 ? rule : rule + "-" + i;
      String before = takenBy.putIfAbsent(name, line.where());
      if (before != null) {
        line.mistake(
            ("\"%s\": the name is taken already in %s; a rule without a name is called rule-N,"
                    + " further limits of a rule name-2, name-3.")
                .formatted(name, before));
      }
    }
  }
}

package io.weir.ratelimit;

import io.weir.internal.rules.RuleScanner;
import java.util.HashMap;
import java.util.Map;

/** What the rules of a table count: two that count the same would take each other's tokens. */
final class RuleIdentities {

  private final Map<String, String> takenBy = new HashMap<>();

  /** Takes what a rule counts for its line; what another counts already is a mistake there. */
  void take(Rule rule, RuleScanner line) {
    String before = takenBy.putIfAbsent(rule.identity(), line.where());
    if (before != null) {
      line.mistake(
          "rule %s counts what %s counts, with the same limits and key, so a request would be counted twice; one rule with both exemptions and options."
              .formatted(rule.name(), before));
    }
  }
}

package io.weir.ratelimit;

import java.util.List;
import java.util.Set;

/** What can be said about rules together. */
final class Rules {

  private Rules() {}

  /** What works as written and is probably not meant, each a sentence for the log. */
  static List<String> warnings(List<Rule> rules) {
    return rules.stream()
        .filter(rule -> rule.key().chosenByClient() && !guardedPerIp(rule, rules))
        .map(Rules::evadable)
        .toList();
  }

  private static String evadable(Rule rule) {
    return "rule %s counts per %s only, which a client can change with every request; a rule per ip on the same paths stops that."
        .formatted(rule.name(), rule.key());
  }

  /**
   * Whether other rules count the same requests per ip. Two patterns cover each other here only if
   * they are equal or one is {@code /**}, so this may warn once too often and never too rarely.
   */
  private static boolean guardedPerIp(Rule rule, List<Rule> rules) {
    return rule.paths().stream()
        .allMatch(path -> rules.stream().anyMatch(guard -> guards(guard, path, rule.methods())));
  }

  private static boolean guards(Rule guard, PathPattern path, Set<String> methods) {
    return !guard.shadow()
        && guard.except().isEmpty()
        && guard.key().equals(Key.PER_IP)
        && coversMethods(guard, methods)
        && guard.paths().stream()
            .anyMatch(own -> own.equals(path) || own.equals(PathPattern.EVERYTHING));
  }

  private static boolean coversMethods(Rule guard, Set<String> methods) {
    return guard.methods().isEmpty()
        || (!methods.isEmpty() && methods.stream().allMatch(guard::matchesMethod));
  }
}

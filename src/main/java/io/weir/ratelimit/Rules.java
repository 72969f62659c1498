package io.weir.ratelimit;

import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What can be said about rules together. */
final class Rules {

  private Rules() {}

  /**
   * What works as written and is probably not meant, each a sentence for the log.
   *
   * @param except who is exempt from all of them
   * @param contextPath of the application, which no rule's path needs to repeat
   */
  static List<String> warnings(List<Rule> rules, List<Exemption> except, String contextPath) {
    List<String> warnings = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.countsFailures() && exemptsUsers(rule, except)) {
        warnings.add(tooLate(rule));
      }
      if (rule.key().chosenByClient() && !guardedPerIp(rule, rules)) {
        warnings.add(evadable(rule));
      }
      rule.paths().stream()
          .map(PathPattern::toString)
          .filter(path -> !contextPath.isEmpty() && path.startsWith(contextPath + "/"))
          .map(path -> repeated(rule, path, contextPath))
          .forEach(warnings::add);
    }
    return warnings;
  }

  private static boolean exemptsUsers(Rule rule, List<Exemption> fromAll) {
    return Stream.concat(rule.except().stream(), fromAll.stream()).anyMatch(Exemption::needsUser);
  }

  private static String tooLate(Rule rule) {
    return "rule %s exempts users, who are known only when they are logged in: failures that the container itself answers, but those of a login form, do not count in it; exempt addresses instead."
        .formatted(rule.name());
  }

  private static String repeated(Rule rule, String path, String contextPath) {
    return "rule %s is for %s%s; the paths of rules begin below the context path %s."
        .formatted(rule.name(), contextPath, path, contextPath);
  }

  private static String evadable(Rule rule) {
    return "rule %s counts per %s, which a client can change with every request; a rule per ip on the same paths stops that."
        .formatted(rule.name(), rule.key());
  }

  /**
   * Whether other rules count the same requests per ip. Two patterns cover each other here only if
   * they are equal or one is {@code /**}, so this may warn once too often and never too rarely.
   */
  private static boolean guardedPerIp(Rule rule, List<Rule> rules) {
    return rule.paths().stream()
        .allMatch(path -> rules.stream().anyMatch(guard -> guards(guard, path, rule)));
  }

  private static boolean guards(Rule guard, PathPattern path, Rule rule) {
    return !guard.shadow()
        && guard.except().isEmpty()
        && guard.key().equals(Key.PER_IP)
        && (rule.countsFailures() || !guard.countsFailures())
        && coversMethods(guard, rule.methods())
        && guard.paths().stream()
            .anyMatch(own -> own.equals(path) || own.equals(PathPattern.EVERYTHING));
  }

  private static boolean coversMethods(Rule guard, Set<String> methods) {
    return guard.methods().isEmpty()
        || (!methods.isEmpty() && methods.stream().allMatch(guard::matchesMethod));
  }
}

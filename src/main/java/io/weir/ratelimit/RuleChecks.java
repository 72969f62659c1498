package io.weir.ratelimit;

import io.weir.internal.container.LoginPages;
import io.weir.internal.container.SocketSupport;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.PathPattern;
import io.weir.internal.rules.RequestPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks whether the parts of a rule, and the rules of a table, suit each other. */
final class RuleChecks {

  private RuleChecks() {}

  /**
   * What contradicts itself in one rule, each a sentence. Parts that are missing are not checked.
   */
  static List<String> contradictions(
      RequestPattern requests,
      List<Limit> limits,
      ConnectionLimits connection,
      RuleOptions options) {
    List<String> found = new ArrayList<>();
    if (options.cost() < 1 || options.cost() > Limit.MAX_TOKENS) {
      found.add("\"cost\": 1 to %s tokens are allowed.".formatted(Limit.MAX_TOKENS));
    }
    Set<Duration> periods = new HashSet<>();
    for (Limit limit : limits) {
      if (!periods.add(limit.period())) {
        found.add(
            "\"%s\": another limit of the rule has the same period; the smaller one is enough."
                .formatted(limit));
      }
      checkLimit(limit, options.refill(), options.cost(), found);
    }
    found.addAll(options.key().contradictions(requests));
    checkOptions(options, found);
    if (!connection.isEmpty()) {
      checkConnection(connection, options, found);
    }
    return found;
  }

  /** What a rule limits that nothing would enforce. */
  static List<String> unenforceable(Rule rule) {
    List<String> found = new ArrayList<>(0);
    if (rule.isForLoginForm() && !rule.connection().isEmpty()) {
      found.add(
          "rule %s is for /j_security_check, which the server answers before any filter could see its end; write \"%s\" into a rule for other paths."
              .formatted(rule.name(), rule.connection()));
    }
    return found;
  }

  /** What a rule limits that nothing would enforce on such a server. */
  static List<String> unenforceable(Rule rule, SocketSupport sockets) {
    if (rule.connection().isEmpty() || sockets == SocketSupport.WATCHED) {
      return List.of();
    }
    if (sockets == SocketSupport.NONE) {
      return rule.connection().limitsMessages()
          ? List.of(
              "rule %s: this server does not let Weir see what clients send over WebSockets; remove the limits of messages and kB."
                  .formatted(rule.name()))
          : List.of();
    }
    return List.of(
        "rule %s: this version of the server is built otherwise than those that Weir knows, so Weir could not end WebSockets; remove \"%s\"."
            .formatted(rule.name(), rule.connection()));
  }

  private static void checkConnection(
      ConnectionLimits connection, RuleOptions options, List<String> found) {
    List<String> unsuitable = new ArrayList<>(0);
    if (options.countingFailures()) {
      unsuitable.add("counting failures");
    }
    if (options.block().isPresent()) {
      unsuitable.add("block");
    }
    if (options.cost() != 1) {
      unsuitable.add("cost");
    }
    if (options.refill() != Refill.WINDOW) {
      unsuitable.add(options.refill().toString());
    }
    unsuitable.forEach(
        option ->
            found.add(
                "\"%s\" does not suit \"%s\", which limits requests while they last; write two rules."
                    .formatted(option, connection)));
  }

  private static void checkLimit(Limit limit, Refill refill, long cost, List<String> found) {
    if (cost > limit.tokens()) {
      found.add(
          "\"%s\": the rule's cost is greater, so every request would be refused."
              .formatted(limit));
    }
    if (refill == Refill.STRICT && limit.tokens() > Refill.MOST_STRICT) {
      found.add(
          "\"%s\" cannot be strict: Weir stores the time of each request then, and at most %s of them; use window, smooth or aligned."
              .formatted(limit, Refill.MOST_STRICT));
    }
    if (!refill.suits(limit.period())) {
      found.add(
          ("\"%s\" cannot be aligned: its period does not divide a day evenly;"
                  + " 30 seconds, 1, 5 or 15 minutes, 1 or 6 hours and 1 day do.")
              .formatted(limit));
    }
  }

  private static void checkOptions(RuleOptions options, List<String> found) {
    options
        .countries()
        .filter(countries -> !options.key().hasPhoneNumber())
        .ifPresent(
            countries ->
                found.add(
                    "\"countries %s\": the key must contain a telephone number, as in per phone:phone."
                        .formatted(countries)));
    if (options.refusingUnreadable() && !(options.countingFailures() && options.key().hasName())) {
      found.add(
          "\"refusing unreadable\": the rule must count failures by a user's name, as in per ip+param:username counting failures refusing unreadable.");
    }
    options
        .success()
        .filter(sign -> !options.countingFailures() || options.ofBasic())
        .ifPresent(
            sign ->
                found.add(
                    "\"%s\": the rule must count failures of the application's own login."
                        .formatted(sign)));
    if (options.ofBasic() && options.key().hasName()) {
      found.add(
          "\"of basic\": the name is in the Authorization header and not in a field; count per ip.");
    }
    if (options.sparingKnown() && !(options.countingFailures() && options.key().isName())) {
      found.add(
          "\"sparing known\": the rule must count failures by a user's name alone, as in per param:username counting failures sparing known.");
    }
  }

  /**
   * What is allowed but probably not meant, each a sentence for the log.
   *
   * @param except the exemptions from all rules
   * @param contextPath the application's, which paths of rules do not repeat
   */
  static List<String> warnings(List<Rule> rules, List<Exemption> except, String contextPath) {
    List<String> warnings = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.countsFailures() && !rule.isPerAddress() && exemptsUsers(rule, except)) {
        warnings.add(
            "rule %s exempts users, but Weir knows the user only after authentication: failures that the container answers itself are not counted, except those of a login form; exempt addresses instead."
                .formatted(rule.name()));
      }
      if (rule.key().chosenByClient() && !hasRulePerIp(rule, rules)) {
        warnings.add(
            "rule %s counts per %s, which a client can change with every request; add a rule per ip on the same paths."
                .formatted(rule.name(), rule.key()));
      }
      if (rule.countsFailuresOfBasic()
          && !rule.requests().paths().contains(PathPattern.EVERYTHING)) {
        warnings.add(
            "rule %s counts failures of Basic authentication on some paths only, but WildFly checks passwords on every path; write /** there."
                .formatted(rule.name()));
      }
      rule.requests().paths().stream()
          .map(PathPattern::toString)
          .filter(path -> !contextPath.isEmpty() && path.startsWith(contextPath + "/"))
          .map(
              path ->
                  "rule %s is for %s%s: the paths of rules are relative to the context path %s, which they must not repeat."
                      .formatted(rule.name(), contextPath, path, contextPath))
          .forEach(warnings::add);
    }
    return warnings;
  }

  /** What the mechanism of the container does to rules that count failures of Basic, likewise. */
  static List<String> warnings(List<Rule> rules, LoginPages login) {
    if (login.declareCredentials()) {
      return List.of();
    }
    String why =
        login
            .mechanism()
            .map(
                "web.xml has the server use %s: other credentials count only if the application calls login()"
                    ::formatted)
            .orElse(
                "web.xml names no auth-method: every request with credentials and without a user of the server counts as a failure");
    return rules.stream()
        .filter(Rule::countsFailuresOfBasic)
        .map(
            rule ->
                "rule %s counts failures of Basic authentication, but %s."
                    .formatted(rule.name(), why))
        .toList();
  }

  private static boolean exemptsUsers(Rule rule, List<Exemption> fromAll) {
    return Stream.concat(rule.except().stream(), fromAll.stream()).anyMatch(Exemption::needsUser);
  }

  /**
   * Whether other rules count the same requests per ip. A path covers another one only if they are
   * equal or it is {@code /**}; so there may be a warning too many, but never one too few.
   */
  private static boolean hasRulePerIp(Rule rule, List<Rule> rules) {
    return rule.requests().paths().stream()
        .allMatch(path -> rules.stream().anyMatch(other -> countsPerIp(other, path, rule)));
  }

  private static boolean countsPerIp(Rule other, PathPattern path, Rule rule) {
    return !other.shadow()
        && other.except().isEmpty()
        && other.key().equals(Key.PER_IP)
        && (rule.countsFailures() || !other.countsFailures())
        && coversMethods(other.requests(), rule.requests().methods())
        && other.requests().paths().stream()
            .anyMatch(own -> own.equals(path) || own.equals(PathPattern.EVERYTHING));
  }

  private static boolean coversMethods(RequestPattern other, Set<String> methods) {
    return other.methods().isEmpty()
        || (!methods.isEmpty() && methods.stream().allMatch(other::matchesMethod));
  }
}

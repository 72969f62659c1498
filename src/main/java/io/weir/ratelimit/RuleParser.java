package io.weir.ratelimit;

import io.weir.internal.counting.Limit;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.rules.TableLine;
import io.weir.internal.rules.TableParser;
import io.weir.internal.settings.Mistakes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the setting {@code rules}.
 *
 * <pre>
 * line = [ name ":" ] [ methods ] paths limits { option }
 * </pre>
 */
final class RuleParser {

  private static final TableParser TABLE =
      new TableParser(
          "rule",
          "calls: POST /make-call/{phone} 2/minute; 50/day per user",
          OptionParser.KEYWORDS);

  /** The places of the rules by their identity. */
  private final Map<String, String> identities = new HashMap<>();

  private RuleParser() {}

  /** The rules that can be read; {@code mistakes} takes every mistake of every line. */
  static List<Rule> parseAll(String text, String where, Mistakes mistakes) {
    return TABLE.parse(text, where, mistakes, new RuleParser()::rule);
  }

  private Optional<Rule> rule(TableLine line) {
    RuleScanner scanner = line.scanner();
    LimitParser parser = new LimitParser(scanner);
    List<Limit> limits = parser.limits();
    ConnectionLimits connection = parser.connection();
    RuleOptions options = OptionParser.parse(line);
    takeNames(line, limits.size());
    RuleChecks.contradictions(line.requests(), limits, connection, options)
        .forEach(scanner::mistake);
    if (!scanner.valid()) {
      return Optional.empty();
    }
    Rule rule = new Rule(line.name(), line.requests(), limits, connection, options);
    takeIdentity(rule, scanner);
    return Optional.of(rule);
  }

  /** Headers name the limits of a rule: the first like the rule, the others name-2, name-3. */
  private static void takeNames(TableLine line, int limits) {
    for (int i = 1; i <= Math.max(1, limits); i++) {
      line.takeName(
          i == 1 ? line.name() : line.name() + "-" + i,
          "a rule without a name is called rule-N, and the further limits of a rule are called name-2, name-3.");
    }
  }

  /** Two rules that count the same would both take tokens from the same bucket. */
  private void takeIdentity(Rule rule, RuleScanner scanner) {
    String before = identities.putIfAbsent(rule.identity(), scanner.where());
    if (before != null) {
      scanner.mistake(
          "rule %s counts the same requests as %s, with the same limits and key, so each request would be counted twice; write one rule with the exemptions and options of both."
              .formatted(rule.name(), before));
    }
  }
}

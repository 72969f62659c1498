package io.weir.ratelimit;

import io.weir.internal.rules.RuleScanner;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistakes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the setting {@code rules}: one rule a line, {@code #} begins a comment. */
final class RuleParser {

  private RuleParser() {}

  /** The rules that can be read; every mistake of every other line is told. */
  static List<Rule> parseAll(String text, String where, Mistakes mistakes, SecretReader secrets) {
    // Some servers trim a setting and some do not: lines count from the first that is not blank.
    List<String> lines = text.lines().dropWhile(String::isBlank).toList();
    List<Rule> rules = new ArrayList<>();
    RuleNames names = new RuleNames();
    RuleIdentities identities = new RuleIdentities();
    int place = 0;
    for (int i = 0; i < lines.size(); i++) {
      Optional<RuleScanner> words =
          RuleScanner.of(lines.get(i), "%s, line %d".formatted(where, i + 1), mistakes, secrets);
      if (words.isPresent() && words.get().atEnd()) {
        continue;
      }
      int rule = ++place;
      words
          .flatMap(line -> new RuleLineParser(line, names).rule(rule))
          .ifPresent(
              read -> {
                identities.take(read, words.get());
                rules.add(read);
              });
    }
    if (place == 0) {
      mistakes.add(
          where,
          "no rule; one a line, for example calls: POST /make-call/{phone} 2/minute; 50/day per user");
    }
    return List.copyOf(rules);
  }
}

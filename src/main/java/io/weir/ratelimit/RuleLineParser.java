package io.weir.ratelimit;

import io.weir.internal.rules.MethodParser;
import io.weir.internal.rules.PathParser;
import io.weir.internal.rules.PathPattern;
import io.weir.internal.rules.RuleScanner;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one line.
 *
 * <pre>
 * rule = [ name ":" ] [ methods ] paths limits { option }
 * </pre>
 */
final class RuleLineParser {

  private static final String NAME_STOPS = ":/,;|";

  private final RuleScanner scanner;
  private final RuleNames names;

  RuleLineParser(RuleScanner scanner, RuleNames names) {
    this.scanner = scanner;
    this.names = names;
  }

  /** The rule; nothing if the line has a mistake. {@code place} is the rule's among all, from 1. */
  Optional<Rule> rule(int place) {
    String name = name().orElse("rule-" + place);
    Set<String> methods = new MethodParser(scanner).methods();
    List<PathPattern> paths = new PathParser(scanner).paths();
    List<Limit> limits = new LimitParser(scanner).limits();
    RuleOptions options = new OptionParser(scanner).options();
    names.take(name, limits.size(), scanner);
    Contradictions.among(paths, limits, options).forEach(scanner::mistake);
    return scanner.flawless()
        ? Optional.of(new Rule(name, methods, paths, limits, options))
        : Optional.empty();
  }

  private Optional<String> name() {
    int start = scanner.position();
    String name = scanner.word(NAME_STOPS);
    if (!scanner.accept(':')) {
      scanner.backTo(start);
      return Optional.empty();
    }
    if (!Rule.isName(name)) {
      scanner.mistake(
          start, "a name is a letter and then letters, digits or \"-\", as in calls-2:.");
      return Optional.empty();
    }
    return Optional.of(name);
  }
}

package io.weir.ratelimit;

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

  private final Words words;
  private final RuleNames names;

  RuleLineParser(Words words, RuleNames names) {
    this.words = words;
    this.names = names;
  }

  /** The rule; nothing if the line has a mistake. {@code place} is the rule's among all, from 1. */
  Optional<Rule> rule(int place) {
    String name = name().orElse("rule-" + place);
    Set<String> methods = new MethodParser(words).methods();
    List<PathPattern> paths = new PathParser(words).paths();
    List<Limit> limits = new LimitParser(words).limits();
    Options options = new OptionParser(words).options();
    names.take(name, limits.size(), words);
    Contradictions.among(paths, limits, options).forEach(words::mistake);
    return words.flawless()
        ? Optional.of(new Rule(name, methods, paths, limits, options))
        : Optional.empty();
  }

  private Optional<String> name() {
    int start = words.position();
    String name = words.word(NAME_STOPS);
    if (!words.accept(':')) {
      words.backTo(start);
      return Optional.empty();
    }
    if (!Rule.isName(name)) {
      words.mistake(start, "a name is a letter and then letters, digits or \"-\", as in calls-2:.");
      return Optional.empty();
    }
    return Optional.of(name);
  }
}

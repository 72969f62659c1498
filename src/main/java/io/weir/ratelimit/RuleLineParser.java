package io.weir.ratelimit;

import io.weir.internal.settings.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one line.
 *
 * <pre>
 * rule = [ name ":" ] [ METHOD { "|" METHOD } ] path { "," path } limits { option }
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
    Set<String> methods = methods();
    List<PathPattern> paths = paths();
    List<Limit> limits = new LimitParser(words).limits();
    Options options = new OptionParser(words).options();
    names.take(name, limits.size(), words);
    Contradictions.among(paths, limits, options.key(), options.refill(), options.cost())
        .forEach(words::mistake);
    if (!words.flawless()) {
      return Optional.empty();
    }
    return Optional.of(
        new Rule(
            name,
            methods,
            paths,
            limits,
            options.key(),
            options.refill(),
            options.cost(),
            options.except(),
            options.shadow(),
            options.whenClusterFails()));
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

  private Set<String> methods() {
    Set<String> methods = new LinkedHashSet<>();
    if (!words.atEnd() && !atPath() && !words.atDigit()) {
      do {
        method().ifPresent(methods::add);
      } while (words.accept('|') || methodsSeparatedWrongly());
    }
    return methods;
  }

  private Optional<String> method() {
    int start = words.position();
    String method = words.word("|,;").toUpperCase(Locale.ROOT);
    if (Method.NAMES.contains(method)) {
      return Optional.of(method);
    }
    words.mistake(
        start,
        "no such method; GET, POST, PUT, DELETE or another of HTTP, or none for all of them."
            + " A rule's name ends with \":\", a path begins with \"/\"."
            + Spelling.didYouMean(method, Method.NAMES));
    return Optional.empty();
  }

  private boolean methodsSeparatedWrongly() {
    String next = words.peek("|,;").toUpperCase(Locale.ROOT);
    boolean another = words.accept(',') || (words.flawless() && Method.NAMES.contains(next));
    if (another) {
      words.mistake(
          "\"%s\": methods are separated by \"|\", as in GET|POST.".formatted(words.peek("|,;")));
    }
    return another;
  }

  private List<PathPattern> paths() {
    List<PathPattern> paths = new ArrayList<>();
    do {
      path().ifPresent(paths::add);
    } while (words.accept(',') || pathsSeparatedWrongly());
    return paths;
  }

  private Optional<PathPattern> path() {
    if (!atPath()) {
      // What was written in its place may already be told as a wrong method.
      if (words.flawless()) {
        words.mistake(
            "\"%s\": a path belongs here; it begins with \"/\", for example /token."
                .formatted(words.peek("")));
      }
      skipToPath();
    }
    if (!atPath()) {
      return Optional.empty();
    }
    int start = words.position();
    String pattern = words.word(",");
    return words.made(start, () -> PathPattern.parse(pattern));
  }

  private void skipToPath() {
    while (!words.atEnd()
        && !atPath()
        && !words.atDigit()
        && !OptionParser.WORDS.contains(words.peek(""))) {
      words.word("");
    }
  }

  private boolean pathsSeparatedWrongly() {
    boolean another = atPath();
    if (another) {
      words.mistake(
          "\"%s\": paths are separated by \",\", as in /login, /token.".formatted(words.peek(",")));
    }
    return another;
  }

  private boolean atPath() {
    return words.at('/') || words.at('"');
  }
}

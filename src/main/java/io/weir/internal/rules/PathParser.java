package io.weir.internal.rules;

import io.weir.ratelimit.OptionParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads which paths a rule is for.
 *
 * <pre>
 * paths = path { "," path }
 * </pre>
 */
public final class PathParser {

  private final RuleScanner scanner;

  public PathParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /** Whether a path is next, perhaps in quotes. */
  static boolean at(RuleScanner scanner) {
    return scanner.at('/') || scanner.at('"');
  }

  public List<PathPattern> paths() {
    List<PathPattern> paths = new ArrayList<>();
    do {
      path().ifPresent(paths::add);
    } while (scanner.accept(',') || separatedWrongly());
    return paths;
  }

  private Optional<PathPattern> path() {
    if (!at(scanner)) {
      // What was written in its place may already be told as a wrong method.
      if (scanner.flawless()) {
        scanner.mistake(
            scanner.atEnd()
                ? "a path is missing, for example /token."
                : "\"%s\": a path belongs here; it begins with \"/\", for example /token."
                    .formatted(scanner.peek("")));
      }
      skipToPath();
    }
    if (!at(scanner)) {
      return Optional.empty();
    }
    int start = scanner.position();
    String pattern = scanner.word(",");
    return scanner.made(start, () -> PathPattern.parse(pattern));
  }

  private void skipToPath() {
    while (!scanner.atEnd()
        && !at(scanner)
        && !scanner.atDigit()
        && !OptionParser.WORDS.contains(scanner.peek(""))) {
      scanner.word("");
    }
  }

  private boolean separatedWrongly() {
    boolean another = at(scanner);
    if (another) {
      scanner.mistake(
          "\"%s\": paths are separated by \",\", as in /login, /token."
              .formatted(scanner.peek(",")));
    }
    return another;
  }
}

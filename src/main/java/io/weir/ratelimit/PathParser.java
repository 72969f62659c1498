package io.weir.ratelimit;

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
final class PathParser {

  private final Words words;

  PathParser(Words words) {
    this.words = words;
  }

  /** Whether a path is next, perhaps in quotes. */
  static boolean at(Words words) {
    return words.at('/') || words.at('"');
  }

  List<PathPattern> paths() {
    List<PathPattern> paths = new ArrayList<>();
    do {
      path().ifPresent(paths::add);
    } while (words.accept(',') || separatedWrongly());
    return paths;
  }

  private Optional<PathPattern> path() {
    if (!at(words)) {
      // What was written in its place may already be told as a wrong method.
      if (words.flawless()) {
        words.mistake(
            words.atEnd()
                ? "a path is missing, for example /token."
                : "\"%s\": a path belongs here; it begins with \"/\", for example /token."
                    .formatted(words.peek("")));
      }
      skipToPath();
    }
    if (!at(words)) {
      return Optional.empty();
    }
    int start = words.position();
    String pattern = words.word(",");
    return words.made(start, () -> PathPattern.parse(pattern));
  }

  private void skipToPath() {
    while (!words.atEnd()
        && !at(words)
        && !words.atDigit()
        && !OptionParser.WORDS.contains(words.peek(""))) {
      words.word("");
    }
  }

  private boolean separatedWrongly() {
    boolean another = at(words);
    if (another) {
      words.mistake(
          "\"%s\": paths are separated by \",\", as in /login, /token.".formatted(words.peek(",")));
    }
    return another;
  }
}

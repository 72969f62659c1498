package io.weir.internal.rules;

import io.weir.internal.settings.NameSuggestion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads which requests an entry is for.
 *
 * <pre>
 * pattern = [ METHOD { "|" METHOD } ] path { "," path }
 * </pre>
 */
final class RequestPatternParser {

  /**
   * The HTTP Method Registry of IANA (RFC 9110 §16.1), without CONNECT and PRI, which servers do
   * not pass to applications.
   */
  static final Set<String> METHODS =
      Set.of(
          """
          ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY DELETE GET HEAD LABEL LINK LOCK MERGE
          MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST
          PROPFIND PROPPATCH PUT QUERY REBIND REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK UNLOCK
          UPDATE UPDATEREDIRECTREF VERSION-CONTROL
          """
              .strip()
              .split("\\s+", -1));

  private static final String METHOD_STOPS = "|,;";

  private final RuleScanner scanner;

  RequestPatternParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  RequestPattern parse() {
    Set<String> methods = methods();
    return new RequestPattern(methods, paths());
  }

  private Set<String> methods() {
    Set<String> methods = new LinkedHashSet<>();
    if (!scanner.peek(METHOD_STOPS).isEmpty() && !atPath() && !scanner.atDigit()) {
      do {
        method().ifPresent(methods::add);
      } while (scanner.accept('|') || anotherMethod());
    }
    return methods;
  }

  private Optional<String> method() {
    int start = scanner.position();
    String method = scanner.word(METHOD_STOPS).toUpperCase(Locale.ROOT);
    if (METHODS.contains(method)) {
      return Optional.of(method);
    }
    if (method.isEmpty()) {
      scanner.mistake("a method is missing next to \"|\", as in GET|POST.");
      return Optional.empty();
    }
    scanner.mistake(
        start,
        "no such method; write GET, POST, PUT, DELETE or another HTTP method, or none for all methods."
            + " A name ends with \":\", a path begins with \"/\"."
            + NameSuggestion.didYouMean(method, METHODS));
    return Optional.empty();
  }

  /** Whether another method follows a wrong separator, which is a mistake. */
  private boolean anotherMethod() {
    String next = scanner.peek(METHOD_STOPS).toUpperCase(Locale.ROOT);
    boolean another = scanner.accept(',') || (scanner.valid() && METHODS.contains(next));
    if (another) {
      scanner.mistake(
          "\"%s\": methods are separated by \"|\", as in GET|POST."
              .formatted(scanner.peek(METHOD_STOPS)));
    }
    return another;
  }

  private List<PathPattern> paths() {
    List<PathPattern> paths = new ArrayList<>();
    do {
      path()
          .ifPresent(
              path -> {
                if (paths.contains(path)) {
                  scanner.mistake("\"%s\": write each path of a rule once.".formatted(path));
                } else {
                  paths.add(path);
                }
              });
    } while (scanner.accept(',') || anotherPath());
    return paths;
  }

  private Optional<PathPattern> path() {
    if (!atPath()) {
      // The word here may already be reported as an unknown method.
      if (scanner.valid()) {
        scanner.mistake(
            scanner.atEnd()
                ? "a path is missing, for example /token."
                : "\"%s\": a path must follow; it begins with \"/\", for example /token."
                    .formatted(scanner.peek("")));
      }
      skipToPath();
    }
    if (!atPath()) {
      return Optional.empty();
    }
    int start = scanner.position();
    String pattern = scanner.word(",");
    return scanner.create(start, () -> PathPattern.parse(pattern));
  }

  private void skipToPath() {
    while (!scanner.atEnd() && !atPath() && !scanner.atDigit() && !scanner.atKeyword()) {
      scanner.word("");
    }
  }

  /** Whether another path follows without a comma, which is a mistake. */
  private boolean anotherPath() {
    boolean another = atPath();
    if (another) {
      scanner.mistake(
          "\"%s\": paths are separated by \",\", as in /login, /token."
              .formatted(scanner.peek(",")));
    }
    return another;
  }

  /** Whether a path follows, perhaps in quotes. */
  private boolean atPath() {
    return scanner.at('/') || scanner.at('"');
  }
}

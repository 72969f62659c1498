package io.weir.internal.rules;

import io.weir.internal.settings.NameSuggestion;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the methods of HTTP.
 *
 * <pre>
 * methods = METHOD { "|" METHOD }
 * </pre>
 */
public final class MethodParser {

  /**
   * The HTTP Method Registry of IANA (RFC 9110 §16.1), without CONNECT and PRI, which reach no
   * application.
   */
  public static final Set<String> KNOWN =
      Set.of(
          "ACL",
          "BASELINE-CONTROL",
          "BIND",
          "CHECKIN",
          "CHECKOUT",
          "COPY",
          "DELETE",
          "GET",
          "HEAD",
          "LABEL",
          "LINK",
          "LOCK",
          "MERGE",
          "MKACTIVITY",
          "MKCALENDAR",
          "MKCOL",
          "MKREDIRECTREF",
          "MKWORKSPACE",
          "MOVE",
          "OPTIONS",
          "ORDERPATCH",
          "PATCH",
          "POST",
          "PROPFIND",
          "PROPPATCH",
          "PUT",
          "QUERY",
          "REBIND",
          "REPORT",
          "SEARCH",
          "TRACE",
          "UNBIND",
          "UNCHECKOUT",
          "UNLINK",
          "UNLOCK",
          "UPDATE",
          "UPDATEREDIRECTREF",
          "VERSION-CONTROL");

  private final RuleScanner scanner;

  public MethodParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /** In upper case; none if the paths come at once. */
  public Set<String> methods() {
    Set<String> methods = new LinkedHashSet<>();
    if (!scanner.peek("|,;").isEmpty() && !PathParser.at(scanner) && !scanner.atDigit()) {
      do {
        method().ifPresent(methods::add);
      } while (scanner.accept('|') || separatedWrongly());
    }
    return methods;
  }

  private Optional<String> method() {
    int start = scanner.position();
    String method = scanner.word("|,;").toUpperCase(Locale.ROOT);
    if (KNOWN.contains(method)) {
      return Optional.of(method);
    }
    if (method.isEmpty()) {
      scanner.mistake("a method is missing beside \"|\", as in GET|POST.");
      return Optional.empty();
    }
    scanner.mistake(
        start,
        "no such method; GET, POST, PUT, DELETE or another of HTTP, or none for all of them."
            + " A rule's name ends with \":\", a path begins with \"/\"."
            + NameSuggestion.didYouMean(method, KNOWN));
    return Optional.empty();
  }

  private boolean separatedWrongly() {
    String next = scanner.peek("|,;").toUpperCase(Locale.ROOT);
    boolean another = scanner.accept(',') || (scanner.flawless() && KNOWN.contains(next));
    if (another) {
      scanner.mistake(
          "\"%s\": methods are separated by \"|\", as in GET|POST.".formatted(scanner.peek("|,;")));
    }
    return another;
  }
}

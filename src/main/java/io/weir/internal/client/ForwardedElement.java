package io.weir.internal.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parser for one element of a {@code Forwarded} header: {@code
 * for="[2001:db8::1]:4711";proto=https} (RFC 7239 §4).
 *
 * <p>It also accepts what proxies send in violation of the RFC: colons and brackets without quotes,
 * and blanks around a semicolon.
 */
final class ForwardedElement {

  private final String text;
  private int position;

  private ForwardedElement(String text) {
    this.text = text;
  }

  /** The value of the parameter {@code for}; nothing unless the element has exactly one. */
  static Optional<String> forParameter(String element) {
    return new ForwardedElement(element).parse();
  }

  private Optional<String> parse() {
    String node = null;
    do {
      skipBlanks();
      String name = readWord("=;");
      if (name.isEmpty()) {
        continue;
      }
      String value = skip('=') ? readValue() : null;
      boolean duplicate = node != null && name.equalsIgnoreCase("for");
      if (value == null || duplicate) {
        return Optional.empty();
      }
      if (name.equalsIgnoreCase("for")) {
        node = value;
      }
      skipBlanks();
    } while (skip(';'));
    return position == text.length() ? Optional.ofNullable(node) : Optional.empty();
  }

  private @Nullable String readValue() {
    if (skip('"')) {
      return readQuotedString();
    }
    String word = readWord(";");
    return word.isEmpty() ? null : word;
  }

  private @Nullable String readQuotedString() {
    StringBuilder value = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && position < text.length()) {
        c = text.charAt(position++);
      }
      value.append(c);
    }
    return null;
  }

  private String readWord(String delimiters) {
    int start = position;
    while (position < text.length()
        && isWordCharacter(text.charAt(position))
        && delimiters.indexOf(text.charAt(position)) < 0) {
      position++;
    }
    return text.substring(start, position);
  }

  private static boolean isWordCharacter(char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\';
  }

  private void skipBlanks() {
    while (skip(' ') || skip('\t')) {
      // RFC 9110 §5.6.3: any number of spaces and tabs.
    }
  }

  private boolean skip(char c) {
    boolean found = position < text.length() && text.charAt(position) == c;
    if (found) {
      position++;
    }
    return found;
  }
}

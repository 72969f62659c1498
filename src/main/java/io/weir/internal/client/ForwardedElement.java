package io.weir.internal.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One element of a {@code Forwarded} header: {@code for="[2001:db8::1]:4711";proto=https} (RFC 7239
 * §4).
 *
 * <p>Read as proxies write it, not only as the RFC has it: colons and brackets need no quotes, and
 * there may be blanks around a semicolon.
 */
final class ForwardedElement {

  private final String text;
  private int at;

  private ForwardedElement(String text) {
    this.text = text;
  }

  /** The node that is the client's side; nothing unless the element names exactly one. */
  static Optional<String> clientOf(String element) {
    return new ForwardedElement(element).readClient();
  }

  private Optional<String> readClient() {
    String client = null;
    do {
      skipBlanks();
      String name = readWord("=;");
      if (name.isEmpty()) {
        continue;
      }
      String value = skip('=') ? readValue() : null;
      boolean second = client != null && name.equalsIgnoreCase("for");
      if (value == null || second) {
        return Optional.empty();
      }
      if (name.equalsIgnoreCase("for")) {
        client = value;
      }
      skipBlanks();
    } while (skip(';'));
    return at == text.length() ? Optional.ofNullable(client) : Optional.empty();
  }

  private @Nullable String readValue() {
    if (skip('"')) {
      return readQuoted();
    }
    String word = readWord(";");
    return word.isEmpty() ? null : word;
  }

  private @Nullable String readQuoted() {
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
      }
      value.append(c);
    }
    return null;
  }

  private String readWord(String stops) {
    int start = at;
    while (at < text.length() && isWord(text.charAt(at)) && stops.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isWord(char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\';
  }

  private void skipBlanks() {
    while (skip(' ') || skip('\t')) {
      // RFC 9110 §5.6.3: either, any number.
    }
  }

  private boolean skip(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    if (found) {
      at++;
    }
    return found;
  }
}

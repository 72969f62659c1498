package io.weir.internal.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Iterates over the elements of a list header (RFC 9110 §5.6.1) from right to left, starting with
 * the last line. Empty elements are skipped (RFC 9110 §5.6.1.2).
 *
 * <p>The nearest proxy appends the rightmost element. Elements further left come from proxies
 * further away, or from the client. The iterator therefore reads no character left of the element
 * that it returns, so that an unclosed quote in a forged element cannot hide what a proxy appended.
 *
 * <pre>
 *   Forwarded: for="never closed, for=203.0.113.9, for="[2001:db8::1]:80"
 *                                                  └─ first
 *                                 └─ second
 * </pre>
 */
final class ReverseListElements implements Iterator<String> {

  private final List<String> lines;
  private final boolean quotedStrings;
  private int line;
  private int end;
  private String element = "";

  /**
   * @param quotedStrings whether elements may contain quoted strings (RFC 9110 §5.6.4), in which a
   *     comma does not separate
   */
  ReverseListElements(List<String> lines, boolean quotedStrings) {
    this.lines = lines;
    this.quotedStrings = quotedStrings;
    moveTo(lines.size() - 1);
  }

  private void moveTo(int line) {
    this.line = line;
    this.end = line < 0 ? 0 : lines.get(line).length();
  }

  @Override
  public boolean hasNext() {
    while (element.isEmpty() && line >= 0) {
      element = read();
    }
    return !element.isEmpty();
  }

  /** The next element to the left, without surrounding blanks. */
  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String next = element;
    element = "";
    return next;
  }

  private String read() {
    String text = lines.get(line);
    int comma = quotedStrings ? commaOutsideQuotes(text, end) : text.lastIndexOf(',', end - 1);
    String read = trim(text, comma + 1, end);
    if (comma < 0) {
      moveTo(line - 1);
    } else {
      end = comma;
    }
    return read;
  }

  private static int commaOutsideQuotes(String text, int end) {
    boolean quoted = false;
    for (int i = end - 1; i >= 0; i--) {
      char c = text.charAt(i);
      if (c == '"' && !(quoted && isEscaped(text, i))) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isEscaped(String text, int index) {
    int first = index;
    while (first > 0 && text.charAt(first - 1) == '\\') {
      first--;
    }
    return (index - first) % 2 == 1;
  }

  /** Removes the surrounding spaces and tabs of RFC 9110 §5.6.3, and no other white space. */
  static String trim(String text) {
    return trim(text, 0, text.length());
  }

  private static String trim(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}

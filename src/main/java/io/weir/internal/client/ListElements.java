package io.weir.internal.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The elements of a list header (RFC 9110 §5.6.1) from the right, the last line first.
 *
 * <p>The right end was written by the nearest proxy, what is further left by whoever stands further
 * away. So nothing left of an element is looked at before it is asked for, and no quote left open
 * there can swallow what a proxy has added.
 *
 * <pre>
 *   Forwarded: for="never closed, for=203.0.113.9, for="[2001:db8::1]:80"
 *                                                  └─ first
 *                                 └─ second
 * </pre>
 */
final class ListElements implements Iterator<String> {

  private final List<String> lines;
  private final boolean quotes;
  private int line;
  private int end;

  /**
   * @param quotes whether elements may hold quoted strings (RFC 9110 §5.6.4), with commas in them
   */
  ListElements(List<String> lines, boolean quotes) {
    this.lines = lines;
    this.quotes = quotes;
    startOf(lines.size() - 1);
  }

  private void startOf(int line) {
    this.line = line;
    this.end = line < 0 ? 0 : lines.get(line).length();
  }

  @Override
  public boolean hasNext() {
    return line >= 0;
  }

  /** The next element to the left, which may be empty, without the blanks around it. */
  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String text = lines.get(line);
    int comma = quotes ? commaOutsideQuotes(text, end) : text.lastIndexOf(',', end - 1);
    String element = trim(text, comma + 1, end);
    if (comma < 0) {
      startOf(line - 1);
    } else {
      end = comma;
    }
    return element;
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

  /** Without the blanks and tabs of RFC 9110 §5.6.3; other white space is no part of a list. */
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

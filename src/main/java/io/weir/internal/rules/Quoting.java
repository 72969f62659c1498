package io.weir.internal.rules;

/** Blanks, quotes and comments of the rule language. */
public final class Quoting {

  static final char QUOTE = '"';

  private Quoting() {}

  /** Includes the no-break space, which web pages put between words. */
  static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /**
   * Checks that a name is not blank and has no control characters.
   *
   * @throws IllegalArgumentException with the message {@code otherwise} if it does not
   */
  public static void checkName(String name, String otherwise) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** A name as it is written: in quotes if it contains a character with a meaning. */
  static String quoted(String name) {
    return quoted(name, ",;+=#");
  }

  /** In quotes if it contains a blank, a quote (which is doubled) or one of {@code separators}. */
  public static String quoted(String name, String separators) {
    boolean plain =
        name.chars().noneMatch(c -> isBlank(c) || c == QUOTE || separators.indexOf(c) >= 0);
    return plain ? name : QUOTE + name.replace("\"", "\"\"") + QUOTE;
  }

  /** Removes quotes; a doubled quote inside quotes becomes one quote. */
  static String unquoted(String written) {
    StringBuilder plain = new StringBuilder(written.length());
    boolean quoted = false;
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c != QUOTE) {
        plain.append(c);
      } else if (quoted && i + 1 < written.length() && written.charAt(i + 1) == QUOTE) {
        plain.append(c);
        i++;
      } else {
        quoted = !quoted;
      }
    }
    return plain.toString();
  }

  /** A text of the same length, with other characters than those between quotes. */
  static String withoutQuoted(String text) {
    StringBuilder plain = new StringBuilder(text);
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      quoted ^= text.charAt(i) == QUOTE;
      if (quoted) {
        plain.setCharAt(i, '_');
      }
    }
    return plain.toString();
  }

  /**
   * Where a word ends: at the end of the text, or before a blank or one of {@code stops} outside
   * quotes.
   */
  static int endOfWord(String text, int start, String stops) {
    int end = start;
    for (boolean quoted = false; end < text.length(); end++) {
      char c = text.charAt(end);
      if (!quoted && (isBlank(c) || stops.indexOf(c) >= 0)) {
        break;
      }
      quoted ^= c == QUOTE;
    }
    return end;
  }

  /**
   * Removes comments. A comment begins with a "#" outside quotes that is first in its line or
   * follows a blank, and ends with the line.
   */
  static String withoutComments(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '#' && !quoted && (i == 0 || isBlank(text.charAt(i - 1)))) {
        i = endOfLine(text, i) - 1;
        continue;
      }
      quoted ^= c == QUOTE;
      kept.append(c);
    }
    return kept.toString();
  }

  private static int endOfLine(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }
}

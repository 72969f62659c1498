package io.weir.validation;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of RE2. The time that it takes grows with the length of a text, and with
 * nothing else that a client can choose.
 */
record TextPattern(Pattern pattern) {

  private static final int MOST_CHARACTERS = 1000;

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  static TextPattern of(String text) {
    return of(text, 0);
  }

  /** Reads a pattern that ignores case. */
  static TextPattern ignoringCase(String text) {
    return of(text, Pattern.CASE_INSENSITIVE);
  }

  private static TextPattern of(String text, int flags) {
    if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "a pattern has 1 to %s characters; put it between quotes if it has blanks or \";\"."
              .formatted(MOST_CHARACTERS));
    }
    try {
      return new TextPattern(Pattern.compile(text, flags));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "RE2 does not understand the pattern: %s. It has no back references and no look-around."
              .formatted(e.getDescription()),
          e);
    }
  }

  /**
   * The same pattern.
   *
   * @throws IllegalArgumentException if it is found in every text
   */
  TextPattern needingCharacters() {
    if (isIn("")) {
      throw new IllegalArgumentException(
          "the pattern is found in every text; let it need one character at least.");
    }
    return this;
  }

  /** Whether the whole text matches. */
  boolean matches(String text) {
    return pattern.matches(text);
  }

  /** Whether a part of the text matches. */
  boolean isIn(CharSequence text) {
    return pattern.matcher(text).find();
  }

  /** The text without the parts that match. */
  String removedFrom(String text) {
    return pattern.matcher(text).replaceAll("");
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }
}

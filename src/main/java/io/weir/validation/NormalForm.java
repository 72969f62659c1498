package io.weir.validation;

import java.text.Normalizer;
import java.util.List;

/**
 * The form of a text in which most of what only looks different is equal: Unicode forms that look
 * alike are one (NFKC, Unicode Annex 15), invisible characters are left out, and each run of blanks
 * is a single blank.
 */
final class NormalForm {

  /**
   * No text has more combining marks in a row (UAX 15 §13). Normalizing takes quadratic time for
   * them.
   */
  private static final int MOST_MARKS = 30;

  private NormalForm() {}

  /** The texts that patterns look at: the text, and its normal form if that is another. */
  static List<String> readings(String text) {
    String normal = of(text);
    return normal.equals(text) ? List.of(text) : List.of(text, normal);
  }

  /** The normal form of a text, in linear time. */
  static String of(String text) {
    if (isPlain(text)) {
      return text;
    }
    String normalized = Normalizer.normalize(visible(text), Normalizer.Form.NFKC);
    StringBuilder folded = new StringBuilder(normalized.length());
    boolean blank = true;
    for (int i = 0; i < normalized.length(); ) {
      int c = normalized.codePointAt(i);
      i += Character.charCount(c);
      if (isBlank(c)) {
        if (!blank) {
          folded.append(' ');
        }
        blank = true;
      } else if (!isInvisible(c)) {
        folded.appendCodePoint(c);
        blank = false;
      }
    }
    if (blank && folded.length() > 0) {
      folded.setLength(folded.length() - 1);
    }
    return folded.toString();
  }

  /** Whether the text is its own normal form, as most are. */
  private static boolean isPlain(String text) {
    char previous = ' ';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || (c == ' ' && previous == ' ')) {
        return false;
      }
      previous = c;
    }
    return text.isEmpty() || previous != ' ';
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    int marks = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isInvisible(c)) {
        continue; // It is left out, so the marks around it are in a row.
      }
      marks = isMark(c) ? marks + 1 : 0;
      if (marks <= MOST_MARKS) {
        visible.appendCodePoint(c);
      }
    }
    return visible.toString();
  }

  /** Also the halfwidth voiced marks of Katakana: letters of which NFKC makes marks. */
  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || c == 0xff9e
        || c == 0xff9f;
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /** Control and format characters, and others that a reader does not see (UAX 44 §5). */
  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> !isBlank(c);
      case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE ->
          true;
      default ->
          c == 0x34f
              || (0x115f <= c && c <= 0x1160)
              || (0x17b4 <= c && c <= 0x17b5)
              || (0x180b <= c && c <= 0x180f)
              || c == 0x2800
              || c == 0x3164
              || (0xfe00 <= c && c <= 0xfe0f)
              || c == 0xffa0
              || (0xe0100 <= c && c <= 0xe01ef);
    };
  }
}

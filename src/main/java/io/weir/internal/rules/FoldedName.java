package io.weir.internal.rules;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Folds a user's name to the form by which it is counted. Without folding, a client could write one
 * name in many ways and have a separate count for each. Folding removes differences of case, blanks
 * around the name, and Unicode forms that look alike (NFKC, Unicode Annex 15).
 */
final class FoldedName {

  /** One pass can yield letters that the next pass folds again: "ẞ" to "ß", then to "ss". */
  private static final int MAX_PASSES = 4;

  /** The characters of the longest mail address (RFC 3696 §3). */
  private static final int MAX_LENGTH = 320;

  /** Accents and other combining marks, and invisible characters. */
  private static final Pattern MARKS = Pattern.compile("[\\p{Mn}\\p{Cf}]+");

  /** Directories read several blanks inside a name as one (RFC 4518 §2.6.1). */
  private static final Pattern BLANKS = Pattern.compile("[\\p{Z}\\s]+");

  private FoldedName() {}

  /** Whether no name is so long. It is never folded: that could take seconds (UAX 15 §13). */
  static boolean isTooLong(String written) {
    return trimmed(written).length() > MAX_LENGTH;
  }

  /**
   * The form in which many databases and directories compare names: without accents and invisible
   * characters, and with single blanks; nothing if it is empty or too long. Only for counts where
   * treating two names as one does no harm, because the vowel signs of Thai, Hindi and Arabic are
   * marks, too.
   */
  static Optional<String> similar(String written) {
    if (isTooLong(written)) {
      return Optional.empty();
    }
    String decomposed = Normalizer.normalize(trimmed(written), Normalizer.Form.NFKD);
    String plain = MARKS.matcher(decomposed).replaceAll("");
    return folded(BLANKS.matcher(plain).replaceAll(" "));
  }

  /** The folded form; nothing if it is empty or too long. */
  static Optional<String> of(String written) {
    return isTooLong(written) ? Optional.empty() : folded(trimmed(written));
  }

  private static Optional<String> folded(String written) {
    String name = written;
    for (int pass = 0; pass < MAX_PASSES; pass++) {
      String next = foldedOnce(name);
      if (next.equals(name)) {
        break;
      }
      name = next;
    }
    return Optional.of(name).filter(some -> !some.isEmpty());
  }

  /**
   * Upper case comes first: it turns "ß" into "SS" and "ſ" into "S". It is defined for decomposed
   * text (Unicode §3.13): U+0345 becomes a letter, wherever it stands among other marks.
   */
  private static String foldedOnce(String text) {
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
    String folded = decomposed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return trimmed(Normalizer.normalize(folded, Normalizer.Form.NFKC));
  }

  /** A loop, because a regular expression would take quadratic time for a long name. */
  private static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }
}

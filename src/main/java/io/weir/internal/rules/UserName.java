package io.weir.internal.rules;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * A name as it is compared. Whoever could write one in many ways would have as many counts: so
 * case, blanks around it, and the forms of Unicode that look alike (NFKC, Unicode Annex 15) are
 * one.
 */
final class UserName {

  /** Each turn may lead to letters that have another form again: "ẞ" to "ß", and that to "ss". */
  private static final int MOST_TURNS = 4;

  private UserName() {}

  /** The name; nothing if nothing is left of it. */
  static Optional<String> of(String written) {
    String name = written;
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      String next = folded(name);
      if (next.equals(name)) {
        break;
      }
      name = next;
    }
    return Optional.of(name).filter(some -> !some.isEmpty());
  }

  /** Upper case first: of "ß" and "ſ" there is none but "SS" and "S". */
  private static String folded(String text) {
    return trimmed(nfkc(nfkc(text).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT)));
  }

  /** By hand: a regular expression would read a long name again and again. */
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

  private static String nfkc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC);
  }
}

package io.weir.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** A number as a client has written it, which programs read differently: the largest counts. */
final class WrittenNumber {

  /** A number with more digits is taken for the largest. */
  private static final int MOST_DIGITS = 18;

  /** A longer number is not computed: a client would choose how long that takes. */
  private static final int MOST_CHARACTERS = 400;

  private static final int DECIMAL = 10;
  private static final int HEX = 16;
  private static final int MOST_HEX_DIGITS = 15;
  private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]");
  private static final Pattern PLAIN =
      Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,6})?");

  private WrittenNumber() {}

  /**
   * The largest number that a program can read in a text, rounded up; {@code otherwise} for what is
   * no positive number.
   */
  static long largest(String written, long otherwise) {
    String text = written.strip();
    if (text.length() > MOST_CHARACTERS) {
      return text.chars().anyMatch(Character::isDigit) ? Long.MAX_VALUE : otherwise;
    }
    if (!PLAIN.matcher(text).matches()) {
      return Math.max(otherwise, digits(text));
    }
    BigDecimal number = new BigDecimal(text);
    if (number.signum() <= 0) {
      return otherwise;
    }
    long digits = (long) number.precision() - number.scale();
    if (digits > MOST_DIGITS) {
      return Long.MAX_VALUE;
    }
    return digits < 1 ? 1 : number.setScale(0, RoundingMode.CEILING).longValueExact();
  }

  /**
   * All digits of a text as one number: programs read 5,000 and 5_000, "5000 tokens", 0x1388, and
   * the digits of other scripts.
   */
  private static long digits(String text) {
    int radix = HEXADECIMAL.matcher(text).find() ? HEX : DECIMAL;
    StringBuilder digits = new StringBuilder();
    text.codePoints()
        .map(character -> Character.digit(character, radix))
        .filter(digit -> digit >= 0)
        .dropWhile(digit -> digit == 0)
        .forEach(digit -> digits.append(Character.forDigit(digit, radix)));
    if (digits.length() > MOST_HEX_DIGITS) {
      return Long.MAX_VALUE;
    }
    return digits.length() == 0 ? 0 : Long.parseLong(digits.toString(), radix);
  }
}

package io.weir.status.alert;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts of money in nano-units, as people read and write them. */
final class Cost {

  private static final String DOLLAR = "USD";
  private static final int NANO = 9;
  private static final int CENTS = 2;

  /** Small amounts are of interest only while there is nothing else. */
  private static final int SHOWN = 4;

  private Cost() {}

  /** {@code $7.50}, {@code EUR 0.0123}: rounded up to four decimals, with two at least. */
  static String print(String currency, long nanos) {
    BigDecimal amount =
        BigDecimal.valueOf(nanos, NANO).setScale(SHOWN, RoundingMode.CEILING).stripTrailingZeros();
    String decimal = (amount.scale() < CENTS ? amount.setScale(CENTS) : amount).toPlainString();
    return currency.equals(DOLLAR) ? "$" + decimal : currency + " " + decimal;
  }

  /**
   * The nano-units of an amount that an administrator writes.
   *
   * @throws IllegalArgumentException with a sentence about what is allowed
   */
  static long parse(String decimal) {
    if (!decimal.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      throw new IllegalArgumentException(
          "an amount must follow, as in daily cost over $10.00 or daily cost over EUR 10.00.");
    }
    return new BigDecimal(decimal).movePointRight(NANO).longValueExact();
  }
}

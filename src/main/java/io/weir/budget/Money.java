package io.weir.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Amounts of money as whole nano-units of a currency, up to some 9 billion units. No amount is ever
 * a floating-point number: 250 times $0.10 would be more than $25.
 */
final class Money {

  static final String DOLLAR = "USD";

  /** Decimals of a nano-unit. */
  private static final int NANO = 9;

  /** An amount has two decimals at least. */
  private static final int CENTS = 2;

  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private Money() {}

  /** Whether this is a currency of ISO 4217. */
  static boolean isCurrency(String code) {
    return CURRENCIES.contains(code);
  }

  /**
   * The nano-units of an amount that an administrator writes.
   *
   * @throws IllegalArgumentException with a sentence about what is allowed
   */
  static long exactly(String decimal) {
    if (!decimal.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      throw new IllegalArgumentException(
          "an amount is a decimal of up to 9 digits and 9 decimals, as in 5.00.");
    }
    return new BigDecimal(decimal).movePointRight(NANO).longValueExact();
  }

  /**
   * The nano-units of an amount that an application reports, rounded up: what was spent is never
   * less than it was.
   *
   * @throws IllegalArgumentException if it is no such amount
   */
  static long roundedUp(String decimal) {
    if (!decimal.matches("[0-9]{1,9}(\\.[0-9]{1,40})?")) {
      throw new IllegalArgumentException("no amount of money");
    }
    return new BigDecimal(decimal)
        .movePointRight(NANO)
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  /** The decimal without its currency: {@code 5.00}, {@code -0.0125}. */
  static String decimal(long nanos) {
    BigDecimal amount = BigDecimal.valueOf(nanos, NANO).stripTrailingZeros();
    return (amount.scale() < CENTS ? amount.setScale(CENTS) : amount).toPlainString();
  }

  /** As an administrator writes it: {@code $5.00}, {@code EUR 5.00}. */
  static String print(String currency, long nanos) {
    return currency.equals(DOLLAR) ? "$" + decimal(nanos) : currency + " " + decimal(nanos);
  }
}

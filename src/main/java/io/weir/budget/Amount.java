package io.weir.budget;

import io.weir.internal.rules.RuleScanner;
import io.weir.internal.settings.NameSuggestion;
import java.util.Optional;

/**
 * An amount: {@code $5.00}, {@code EUR 5.00}, {@code 100000 tokens}.
 *
 * @param unit what is counted
 * @param currency of money, by ISO 4217; empty for other units
 * @param value nano-units of money, or a number, at least 0
 */
record Amount(Unit unit, String currency, long value) {

  private static final String ALLOWED =
      "an amount is $ or a currency with a decimal, or a number of tokens, input-tokens, output-tokens or seconds, for example $5.00, EUR 5.00 or 600 seconds.";

  /** The most tokens or seconds that can be written. */
  private static final int MOST_DIGITS = 15;

  static Amount money(String currency, long nanos) {
    return new Amount(Unit.MONEY, currency, nanos);
  }

  /**
   * Reads the amount that follows; nothing, and a mistake, if there is none.
   *
   * @param start where the mistake's quotation begins
   */
  static Optional<Amount> parse(RuleScanner scanner, int start) {
    if (scanner.atEnd() || scanner.atKeyword()) {
      scanner.mistake("an amount is missing; " + ALLOWED);
      return Optional.empty();
    }
    String first = scanner.word(";/,");
    if (first.startsWith("$")) {
      String decimal = first.length() > 1 ? first.substring(1) : scanner.word(";/,");
      return scanner.create(start, () -> money(Money.DOLLAR, Money.exactly(decimal)));
    }
    if (first.matches("[0-9]+")) {
      return number(scanner, start, first);
    }
    if (Money.isCurrency(first)) {
      String decimal = scanner.word(";/,");
      return scanner.create(start, () -> money(first, Money.exactly(decimal)));
    }
    scanner.mistakeAndSkip(
        start, first.matches("[A-Z]{3}") ? "no such currency in ISO 4217; " + ALLOWED : ALLOWED);
    return Optional.empty();
  }

  private static Optional<Amount> number(RuleScanner scanner, int start, String digits) {
    String word = scanner.atKeyword() ? "" : scanner.word(";/,");
    Optional<Unit> unit = Unit.named(word);
    if (unit.isEmpty()) {
      scanner.mistakeAndSkip(
          start,
          "a number needs its unit: %s; money needs its currency, as in $5.00.%s"
              .formatted(
                  String.join(", ", Unit.WORDS), NameSuggestion.didYouMean(word, Unit.WORDS)));
      return Optional.empty();
    }
    return scanner.create(
        start,
        () -> {
          if (digits.length() > MOST_DIGITS) {
            throw new IllegalArgumentException(
                "a number of up to %s digits is allowed.".formatted(MOST_DIGITS));
          }
          return new Amount(unit.get(), "", Long.parseLong(digits));
        });
  }

  /** Whether another amount can be added to this one. */
  boolean isLike(Amount other) {
    return unit == other.unit && currency.equals(other.currency);
  }

  /** The same unit with another value. */
  Amount of(long other) {
    return new Amount(unit, currency, other);
  }

  /**
   * An amount that an administrator enters, with or without this unit: {@code $5.00}, {@code 5.00}.
   *
   * @throws IllegalArgumentException with a sentence about what is allowed
   */
  Amount like(String text) {
    String entered = text.strip();
    if (unit == Unit.MONEY) {
      String sign = currency.equals(Money.DOLLAR) ? "$" : currency;
      String decimal = entered.startsWith(sign) ? entered.substring(sign.length()) : entered;
      return of(Money.exactly(decimal.strip()));
    }
    String digits =
        entered.endsWith(unit.toString())
            ? entered.substring(0, entered.length() - unit.toString().length()).strip()
            : entered;
    if (!digits.matches("[0-9]{1," + MOST_DIGITS + "}")) {
      throw new IllegalArgumentException(
          "an amount is a number of %s of up to %s digits.".formatted(unit, MOST_DIGITS));
    }
    return of(Long.parseLong(digits));
  }

  @Override
  public String toString() {
    return unit == Unit.MONEY ? Money.print(currency, value) : value + " " + unit;
  }
}

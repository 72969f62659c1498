package io.weir.budget;

import java.math.BigDecimal;

/**
 * What tokens of a model cost, in pico-units of the currency a token. A price of a million tokens
 * with six decimals is exact so.
 *
 * @param cached of an input token that the provider has cached
 */
record Price(long input, long output, long cached) {

  /** What an administrator writes is the price of a million tokens. */
  private static final int PICO_OF_A_MILLION = 6;

  private static final long PICO_IN_NANO = 1000;

  /**
   * The pico-units a token of a price of a million tokens.
   *
   * @throws IllegalArgumentException with a sentence about what is allowed
   */
  static long parse(String ofMillion) {
    if (!ofMillion.matches("[0-9]{1,7}(\\.[0-9]{1,6})?")) {
      throw new IllegalArgumentException(
          "\"%s\": the price of 1 000 000 tokens is a decimal of up to 7 digits and 6 decimals, as in 10.00"
              .formatted(ofMillion));
    }
    return new BigDecimal(ofMillion).movePointRight(PICO_OF_A_MILLION).longValueExact();
  }

  /**
   * What tokens cost in nano-units, rounded up once.
   *
   * @throws ArithmeticException if that is more than fits
   */
  long of(Tokens tokens) {
    long plain = Math.multiplyExact(tokens.input() - tokens.cached(), input);
    long ofCache = Math.multiplyExact(tokens.cached(), cached);
    long out = Math.multiplyExact(tokens.output(), output);
    long pico = Math.addExact(Math.addExact(plain, ofCache), out);
    return pico / PICO_IN_NANO + (pico % PICO_IN_NANO == 0 ? 0 : 1);
  }

  /** The dearer of two prices in each column. */
  Price or(Price other) {
    return new Price(
        Math.max(input, other.input),
        Math.max(output, other.output),
        Math.max(cached, other.cached));
  }

  /**
   * Numbers of tokens.
   *
   * @param input at least 0, with those that were cached
   * @param output at least 0
   * @param cached 0 to {@code input}
   */
  record Tokens(long input, long output, long cached) {

    Tokens {
      if (input < 0 || output < 0 || cached < 0 || cached > input) {
        throw new IllegalArgumentException("no numbers of tokens");
      }
    }
  }
}

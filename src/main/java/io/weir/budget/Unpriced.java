package io.weir.budget;

import java.util.Optional;

/**
 * What a model costs that has no price: the setting {@code unpriced}.
 *
 * @param flat what a request costs; nothing for {@code block} and {@code free}
 * @param refused whether a request for such a model is refused
 */
record Unpriced(Optional<Amount> flat, boolean refused) {

  /**
   * Reads the setting.
   *
   * @throws IllegalArgumentException with a sentence about what is allowed
   */
  static Unpriced parse(String text) {
    if (text.equals("block") || text.equals("free")) {
      return new Unpriced(Optional.empty(), text.equals("block"));
    }
    if (text.matches("flat\\s+\\$[0-9.]+")) {
      return flat(Money.DOLLAR, text.replaceFirst("flat\\s+\\$", ""));
    }
    if (text.matches("flat\\s+[A-Z]{3}\\s+[0-9.]+")) {
      String[] words = text.split("\\s+", -1);
      return flat(words[1], words[2]);
    }
    throw new IllegalArgumentException(
        "\"%s\": allowed are block, free, and flat with an amount, as in flat $0.10"
            .formatted(text));
  }

  private static Unpriced flat(String currency, String decimal) {
    return new Unpriced(Optional.of(Amount.money(currency, Money.exactly(decimal))), false);
  }

  /** What a request costs that is not refused, in nano-units. */
  long cost() {
    return flat.map(Amount::value).orElse(0L);
  }
}

package io.weir.budget;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a budget counts. */
enum Unit {
  /** Nano-units of a currency. */
  MONEY,
  /** Tokens of both directions. */
  TOKENS,
  INPUT_TOKENS,
  OUTPUT_TOKENS,
  SECONDS;

  /** The words of the units that are counted by number. */
  static final List<String> WORDS =
      Arrays.stream(values()).filter(unit -> unit != MONEY).map(Unit::toString).toList();

  /** The unit with this word, in any case. */
  static Optional<Unit> named(String word) {
    return Arrays.stream(values())
        .filter(unit -> unit != MONEY && unit.toString().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** The word in the language of budgets: {@code input-tokens}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

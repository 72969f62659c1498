package io.weir.budget;

import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.NameSuggestion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The prices of models, by their exact names: {@code gpt-5-mini 3.00 15.00}, for a million tokens
 * of input and of output, and perhaps a third price, of cached input.
 */
record PriceTable(Map<String, Price> prices) {

  static final PriceTable EMPTY = new PriceTable(Map.of());

  private static final String FORM =
      "a price is a model and the prices of 1 000 000 tokens of input, of output and, if it differs, of cached input, for example gpt-5 10.00 30.00 1.00";

  private static final int LEAST_COLUMNS = 3;

  PriceTable {
    prices = Map.copyOf(prices);
  }

  /** Reads the table; {@code mistakes} takes every mistake of every line. */
  static PriceTable parse(String text, String where, Mistakes mistakes) {
    Map<String, Price> prices = new TreeMap<>();
    List<String> lines = text.lines().dropWhile(String::isBlank).toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("(^|\\s)#.*", "").strip();
      if (!line.isEmpty()) {
        try {
          read(line, prices);
        } catch (IllegalArgumentException e) {
          mistakes.add("%s, line %s".formatted(where, i + 1), String.valueOf(e.getMessage()));
        }
      }
    }
    return new PriceTable(prices);
  }

  private static void read(String line, Map<String, Price> prices) {
    List<String> columns = List.of(line.split("\\s+", -1));
    if (columns.size() < LEAST_COLUMNS || columns.size() > LEAST_COLUMNS + 1) {
      throw new IllegalArgumentException("\"%s\": %s".formatted(line, FORM));
    }
    long input = Price.parse(columns.get(1));
    long output = Price.parse(columns.get(2));
    long cached = columns.size() == LEAST_COLUMNS ? input : Price.parse(columns.get(3));
    if (prices.putIfAbsent(columns.get(0), new Price(input, output, cached)) != null) {
      throw new IllegalArgumentException(
          "\"%s\": the model has a price already".formatted(columns.get(0)));
    }
  }

  /** This table with the prices of another one, which must not price the same models. */
  PriceTable and(PriceTable other, String where, Mistakes mistakes) {
    Map<String, Price> all = new TreeMap<>(prices);
    other.prices.forEach(
        (model, price) -> {
          if (all.putIfAbsent(model, price) != null) {
            mistakes.add(where, "\"%s\": the model has a price already".formatted(model));
          }
        });
    return new PriceTable(all);
  }

  boolean isEmpty() {
    return prices.isEmpty();
  }

  Optional<Price> of(String model) {
    return Optional.ofNullable(prices.get(model));
  }

  /** The dearest input, output and cached input of all models; nothing if there are none. */
  Optional<Price> dearest() {
    return prices.values().stream().reduce(Price::or);
  }

  /** The end of a message about a model without a price. */
  String suggestion(String model) {
    return NameSuggestion.didYouMean(model, prices.keySet());
  }
}

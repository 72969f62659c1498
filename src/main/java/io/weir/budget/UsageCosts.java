package io.weir.budget;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What reported usage costs in the unit of a budget.
 *
 * @param prices of models
 * @param unpriced what a model costs that has none
 */
record UsageCosts(PriceTable prices, Unpriced unpriced) {

  /**
   * The cost; nothing if the usage does not tell it, so that the estimate stays. Tokens of no known
   * model cost the dearest price.
   *
   * @throws ArithmeticException if it is more than fits
   */
  OptionalLong of(ReportedUsage usage, Unit unit) {
    return switch (unit) {
      case MONEY -> usage.money().isPresent() ? usage.money() : ofTokens(usage);
      case TOKENS -> tokens(usage.tokens().map(one -> Math.addExact(one.input(), one.output())));
      case INPUT_TOKENS -> tokens(usage.tokens().map(Price.Tokens::input));
      case OUTPUT_TOKENS -> tokens(usage.tokens().map(Price.Tokens::output));
      case SECONDS -> usage.seconds();
    };
  }

  private static OptionalLong tokens(Optional<Long> number) {
    return number.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  private OptionalLong ofTokens(ReportedUsage usage) {
    if (usage.tokens().isEmpty()) {
      return OptionalLong.empty();
    }
    Optional<Price> price = usage.model().flatMap(prices::of);
    if (price.isEmpty() && usage.model().isPresent() && !unpriced.refused()) {
      return OptionalLong.of(unpriced.cost());
    }
    return price
        .or(prices::dearest)
        .map(known -> OptionalLong.of(known.of(usage.tokens().get())))
        .orElseGet(OptionalLong::empty);
  }

  /** Whether the usage names a model that has no price. */
  boolean isUnpriced(ReportedUsage usage) {
    return usage.money().isEmpty()
        && usage.model().filter(model -> prices.of(model).isEmpty()).isPresent();
  }
}

package io.weir.budget;

import io.weir.internal.rules.Key;
import io.weir.internal.rules.PeriodParser;
import io.weir.internal.rules.RuleScanner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a budget allows.
 *
 * <pre>
 * allowances = allowance { ";" allowance }
 * allowance  = amount ( "/" unit | "per" [ number ] unit | "in" "all" )
 * </pre>
 */
final class AmountParser {

  private static final String EXAMPLE =
      "for example $5.00/hour, $5.00 per 3 hours or $5.00 in all.";

  private final RuleScanner scanner;
  private final List<Written> written = new ArrayList<>(1);

  AmountParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /**
   * What is allowed, before the options are known.
   *
   * @param period nothing if it is in all
   */
  record Written(Amount amount, Optional<Duration> period) {}

  List<Written> parse() {
    do {
      allowance();
    } while (scanner.accept(';'));
    return List.copyOf(written);
  }

  private void allowance() {
    int start = scanner.position();
    Optional<Amount> amount = Amount.parse(scanner, start);
    if (amount.isEmpty()) {
      return;
    }
    if (amount.get().value() == 0) {
      scanner.mistake(start, "the amount must be more than 0.");
    }
    if (!written.isEmpty() && !written.get(0).amount().isLike(amount.get())) {
      scanner.mistake(
          start,
          "all amounts of a budget have one unit; write a budget of its own for another unit.");
    }
    if (scanner.accept('/') || acceptPer()) {
      PeriodParser.parse(scanner, start)
          .ifPresent(period -> written.add(new Written(amount.get(), Optional.of(period))));
    } else if (scanner.accept("in")) {
      if (scanner.accept("all")) {
        written.add(new Written(amount.get(), Optional.empty()));
      } else {
        scanner.mistakeAndSkip(start, "\"all\" must follow in, as in $5.00 in all.");
      }
    } else {
      scanner.mistake(start, "a period is missing, or in all; " + EXAMPLE);
    }
  }

  /** Reads {@code per}. If a key follows, the amount has ended, and {@code per} is not read. */
  private boolean acceptPer() {
    int start = scanner.position();
    if (scanner.accept("per") && !Key.isNext(scanner)) {
      return true;
    }
    scanner.backTo(start);
    return false;
  }
}

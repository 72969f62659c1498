package io.weir.internal.rules;

import io.weir.internal.settings.NameSuggestion;
import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Reads a period of time.
 *
 * <pre>
 * period = [ number ] ( second | minute | hour | day | month )   with or without a final "s"
 * </pre>
 */
public final class PeriodParser {

  private PeriodParser() {}

  /**
   * The period that follows; nothing, and a mistake, if there is none.
   *
   * @param start where the mistake's quotation begins
   */
  public static Optional<Duration> parse(RuleScanner scanner, int start) {
    long count = scanner.atDigit() ? scanner.number() : 1;
    String name = scanner.atKeyword() ? "" : scanner.word(",;");
    Optional<PeriodUnit> unit = PeriodUnit.named(name);
    if (unit.isEmpty()) {
      String problem = name.isEmpty() ? "a unit is missing" : "no unit \"%s\"".formatted(name);
      scanner.mistake(
          start,
          problem
              + "; allowed are second, minute, hour, day, month."
              + NameSuggestion.didYouMean(name, PeriodUnit.NAMES));
    }
    return unit.map(known -> known.times(count));
  }

  /**
   * Reads a period that may double: {@code 1 minute doubling to 1 day}. Without {@code doubling},
   * it is its own longest.
   *
   * @param start where the mistake's quotation begins
   * @param example an option without mistakes
   * @param create makes a value of the first and the longest period; what it throws is a mistake
   */
  public static <T> Optional<T> parseDoubling(
      RuleScanner scanner, int start, String example, BiFunction<Duration, Duration, T> create) {
    Optional<Duration> first = parse(scanner, start);
    Optional<Duration> longest = first;
    if (scanner.accept("doubling")) {
      if (!scanner.accept("to")) {
        scanner.mistakeAndSkip(
            start, "\"to\" and a period must follow doubling, as in %s.".formatted(example));
        return Optional.empty();
      }
      longest = parse(scanner, start);
    }
    Optional<Duration> most = longest;
    return first.isPresent() && most.isPresent()
        ? scanner.create(start, () -> create.apply(first.get(), most.get()))
        : Optional.empty();
  }
}

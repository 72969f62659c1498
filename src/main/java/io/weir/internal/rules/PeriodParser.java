package io.weir.internal.rules;

import io.weir.internal.settings.NameSuggestion;
import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;
import java.util.Optional;

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
}

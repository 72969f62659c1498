package io.weir.ratelimit;

import io.weir.internal.rules.KeyParser;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.rules.TimeUnitName;
import io.weir.internal.settings.NameSuggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads how often.
 *
 * <pre>
 * limits = limit { ";" limit }
 * limit  = number ( "/" unit | "per" [ number ] unit )
 * </pre>
 */
final class LimitParser {

  private final RuleScanner scanner;

  LimitParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  List<Limit> limits() {
    List<Limit> limits = new ArrayList<>();
    do {
      limit().ifPresent(limits::add);
    } while (scanner.accept(';') || separatedWrongly());
    return limits;
  }

  private boolean separatedWrongly() {
    boolean another = scanner.accept(',') || scanner.atDigit();
    if (another) {
      scanner.mistake(
          "\"%s\": limits are separated by \";\", as in 5/minute; 50/day."
              .formatted(scanner.peek(",;")));
    }
    return another;
  }

  private Optional<Limit> limit() {
    if (scanner.peek(",;").isEmpty() || atOption()) {
      scanner.mistake("a limit is missing, for example 5/minute or 10 per 30 seconds.");
      return Optional.empty();
    }
    int start = scanner.position();
    boolean numbered = scanner.atDigit();
    long tokens = scanner.number();
    boolean slash = numbered && scanner.accept('/');
    if (!slash && !(numbered && acceptPer())) {
      return unreadable(start);
    }
    Optional<Duration> period =
        slash && scanner.atDigit() ? severalUnits(start, tokens) : period(start);
    return period.flatMap(length -> scanner.made(start, () -> new Limit(tokens, length)));
  }

  /** Takes {@code per}, unless a key follows: then the limit ends here. */
  private boolean acceptPer() {
    int start = scanner.position();
    if (scanner.accept("per") && !KeyParser.KINDS.contains(scanner.peek("+:,;"))) {
      return true;
    }
    scanner.backTo(start);
    return false;
  }

  private Optional<Limit> unreadable(int start) {
    if (!atOption()) {
      scanner.word(";");
    }
    if (acceptPer()) {
      scanner.number();
      scanner.word(",;");
    }
    scanner.mistake(
        start,
        "a limit is a whole number and a period, for example 5/minute or 10 per 30 seconds.");
    return Optional.empty();
  }

  private Optional<Duration> severalUnits(int start, long tokens) {
    long count = scanner.number();
    String unit =
        TimeUnitName.named(scanner.peek(",;")).map(known -> scanner.word(",;")).orElse("seconds");
    scanner.mistake(
        start,
        "a number of units follows \"per\": write %d per %d %s.".formatted(tokens, count, unit));
    return Optional.empty();
  }

  /** Reads {@code [ number ] unit}; a mistake quotes what was read since {@code start}. */
  Optional<Duration> period(int start) {
    long count = scanner.atDigit() ? scanner.number() : 1;
    String name = atOption() ? "" : scanner.word(",;");
    Optional<TimeUnitName> unit = TimeUnitName.named(name);
    if (unit.isEmpty()) {
      String problem = name.isEmpty() ? "a unit is missing" : "no unit \"%s\"".formatted(name);
      scanner.mistake(
          start,
          problem
              + "; second, minute, hour, day or month."
              + NameSuggestion.didYouMean(name, TimeUnitName.NAMES));
    }
    return unit.map(known -> known.times(count));
  }

  private boolean atOption() {
    return OptionParser.WORDS.contains(scanner.peek(",;"));
  }
}

package io.weir.ratelimit;

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

  private final Words words;

  LimitParser(Words words) {
    this.words = words;
  }

  List<Limit> limits() {
    List<Limit> limits = new ArrayList<>();
    do {
      limit().ifPresent(limits::add);
    } while (words.accept(';') || separatedWrongly());
    return limits;
  }

  private boolean separatedWrongly() {
    boolean another = words.accept(',') || words.atDigit();
    if (another) {
      words.mistake(
          "\"%s\": limits are separated by \";\", as in 5/minute; 50/day."
              .formatted(words.peek(",;")));
    }
    return another;
  }

  private Optional<Limit> limit() {
    if (words.peek(",;").isEmpty() || atOption()) {
      words.mistake("a limit is missing, for example 5/minute or 10 per 30 seconds.");
      return Optional.empty();
    }
    int start = words.position();
    boolean numbered = words.atDigit();
    long tokens = words.number();
    boolean slash = numbered && words.accept('/');
    if (!slash && !(numbered && acceptPer())) {
      return unreadable(start);
    }
    Optional<Duration> period =
        slash && words.atDigit() ? severalUnits(start, tokens) : period(start);
    return period.flatMap(length -> words.made(start, () -> new Limit(tokens, length)));
  }

  /** Takes {@code per}, unless a key follows: then the limit ends here. */
  private boolean acceptPer() {
    int start = words.position();
    if (words.accept("per") && !KeyParser.KINDS.contains(words.peek("+:,;"))) {
      return true;
    }
    words.backTo(start);
    return false;
  }

  private Optional<Limit> unreadable(int start) {
    if (!atOption()) {
      words.word(";");
    }
    if (acceptPer()) {
      words.number();
      words.word(",;");
    }
    words.mistake(
        start,
        "a limit is a whole number and a period, for example 5/minute or 10 per 30 seconds.");
    return Optional.empty();
  }

  private Optional<Duration> severalUnits(int start, long tokens) {
    long count = words.number();
    String unit = Unit.named(words.peek(",;")).map(known -> words.word(",;")).orElse("seconds");
    words.mistake(
        start,
        "a number of units follows \"per\": write %d per %d %s.".formatted(tokens, count, unit));
    return Optional.empty();
  }

  /** Reads {@code [ number ] unit}; a mistake quotes what was read since {@code start}. */
  Optional<Duration> period(int start) {
    long count = words.atDigit() ? words.number() : 1;
    String name = atOption() ? "" : words.word(",;");
    Optional<Unit> unit = Unit.named(name);
    if (unit.isEmpty()) {
      String problem = name.isEmpty() ? "a unit is missing" : "no unit \"%s\"".formatted(name);
      words.mistake(
          start,
          problem
              + "; second, minute, hour, day or month."
              + NameSuggestion.didYouMean(name, Unit.NAMES));
    }
    return unit.map(known -> known.times(count));
  }

  private boolean atOption() {
    return OptionParser.WORDS.contains(words.peek(",;"));
  }
}

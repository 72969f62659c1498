package io.weir.ratelimit;

import io.weir.internal.counting.Limit;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.PeriodParser;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads limits, also those of connections.
 *
 * <pre>
 * limits = limit { ";" limit }
 * limit  = number ( "/" unit | "per" [ number ] unit ) | {@link ConnectionLimitParser limit of connections}
 * </pre>
 */
final class LimitParser {

  private final RuleScanner scanner;
  private final ConnectionLimitParser connection;

  LimitParser(RuleScanner scanner) {
    this.scanner = scanner;
    this.connection = new ConnectionLimitParser(scanner);
  }

  /** The limits of connections that {@link #limits} has read. */
  ConnectionLimits connection() {
    return connection.limits();
  }

  List<Limit> limits() {
    List<Limit> limits = new ArrayList<>();
    do {
      limit().ifPresent(limits::add);
    } while (scanner.accept(';') || anotherLimit());
    return limits;
  }

  /** Whether another limit follows a wrong separator, which is a mistake. */
  private boolean anotherLimit() {
    boolean another = scanner.accept(',') || scanner.atDigit();
    if (another) {
      scanner.mistake(
          "\"%s\": limits are separated by \";\", as in 5/minute; 50/day."
              .formatted(scanner.peek(",;")));
    }
    return another;
  }

  private Optional<Limit> limit() {
    if (scanner.peek(",;").isEmpty() || scanner.atKeyword()) {
      scanner.mistake("a limit is missing, for example 5/minute or 10 per 30 seconds.");
      return Optional.empty();
    }
    int start = scanner.position();
    boolean numbered = scanner.atDigit();
    long tokens = scanner.number();
    boolean slash = numbered && scanner.accept('/');
    if (!slash && numbered && connection.accept(start, tokens)) {
      return Optional.empty();
    }
    if (!slash && !(numbered && acceptPer())) {
      return unreadable(start);
    }
    Optional<Duration> period =
        slash && scanner.atDigit()
            ? severalUnits(start, tokens)
            : PeriodParser.parse(scanner, start);
    return period.flatMap(length -> scanner.create(start, () -> new Limit(tokens, length)));
  }

  /** Reads {@code per}. If a key follows, the limit has ended, and {@code per} is not read. */
  private boolean acceptPer() {
    int start = scanner.position();
    if (scanner.accept("per") && !Key.isNext(scanner)) {
      return true;
    }
    scanner.backTo(start);
    return false;
  }

  private Optional<Limit> unreadable(int start) {
    if (!scanner.atKeyword()) {
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
        PeriodUnit.named(scanner.peek(",;")).map(known -> scanner.word(",;")).orElse("seconds");
    scanner.mistake(
        start,
        "a number of units needs \"per\": write %s per %s %s.".formatted(tokens, count, unit));
    return Optional.empty();
  }
}

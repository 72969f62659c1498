package io.weir.ratelimit;

import io.weir.internal.counting.Limit;
import io.weir.internal.rules.PeriodParser;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Reads limits of connections, each kind once.
 *
 * <pre>
 * limit = number ( at once | unit each | messages rate | kB rate | kB a message )
 * rate  = "/" unit | per [ number ] unit
 * </pre>
 */
final class ConnectionLimitParser {

  private final RuleScanner scanner;
  private ConnectionLimits limits = ConnectionLimits.NONE;

  ConnectionLimitParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /** What was read so far. */
  ConnectionLimits limits() {
    return limits;
  }

  /**
   * Reads what follows the number of a limit; false, and nothing is read, if that is no limit of
   * connections.
   *
   * @param start where the mistake's quotation begins
   */
  boolean accept(int start, long number) {
    int before = scanner.position();
    if (scanner.accept("at")) {
      if (!scanner.accept("once")) {
        if (!scanner.atKeyword()) {
          scanner.word(",;");
        }
        scanner.mistake(start, "\"once\" must follow at, as in 2 at once.");
        return true;
      }
      once(start, limits.concurrency().isPresent());
      set(start, () -> atOnce(number));
      return true;
    }
    String word = scanner.word("/,;");
    Optional<PeriodUnit> unit = PeriodUnit.named(word);
    if (unit.isPresent() && scanner.accept("each")) {
      once(start, limits.duration().isPresent());
      set(start, () -> each(unit.get().times(number)));
      return true;
    }
    if (word.equals("messages") || word.equals("message")) {
      once(start, limits.messages().isPresent());
      rate(start).ifPresent(period -> set(start, () -> messages(new Limit(number, period))));
      return true;
    }
    if (word.equalsIgnoreCase("kB")) {
      kilobytes(start, number);
      return true;
    }
    scanner.backTo(before);
    return false;
  }

  private void kilobytes(int start, long number) {
    int before = scanner.position();
    if (scanner.accept("a") && scanner.accept("message")) {
      once(start, limits.messageBytes().isPresent());
      set(start, () -> aMessage(bytes(number)));
      return;
    }
    scanner.backTo(before);
    once(start, limits.bytes().isPresent());
    rate(start).ifPresent(period -> set(start, () -> bytes(new Limit(bytes(number), period))));
  }

  private static long bytes(long kilobytes) {
    if (kilobytes < 1 || kilobytes > ConnectionLimits.MOST_KILOBYTES) {
      throw new IllegalArgumentException(
          "1 to %s kB are allowed.".formatted(ConnectionLimits.MOST_KILOBYTES));
    }
    return kilobytes * ConnectionLimits.KILOBYTE;
  }

  private Optional<Duration> rate(int start) {
    boolean slash = scanner.accept('/');
    if (!slash && !scanner.accept("per")) {
      if (!scanner.atKeyword()) {
        scanner.word(";");
      }
      scanner.mistake(
          start,
          "a limit of messages has a period, as in 20 messages/second or 1000 kB/minute, or is for each message, as in 64 kB a message.");
      return Optional.empty();
    }
    return PeriodParser.parse(scanner, start);
  }

  private void once(int start, boolean known) {
    if (known) {
      scanner.mistake(start, "a rule has one limit of this kind; the smaller one is enough.");
    }
  }

  private void set(int start, Supplier<ConnectionLimits> changed) {
    scanner.create(start, changed).ifPresent(now -> limits = now);
  }

  private ConnectionLimits atOnce(long most) {
    return new ConnectionLimits(
        OptionalLong.of(most),
        limits.duration(),
        limits.messages(),
        limits.bytes(),
        limits.messageBytes());
  }

  private ConnectionLimits each(Duration time) {
    return new ConnectionLimits(
        limits.concurrency(),
        Optional.of(time),
        limits.messages(),
        limits.bytes(),
        limits.messageBytes());
  }

  private ConnectionLimits messages(Limit rate) {
    return new ConnectionLimits(
        limits.concurrency(),
        limits.duration(),
        Optional.of(rate),
        limits.bytes(),
        limits.messageBytes());
  }

  private ConnectionLimits bytes(Limit rate) {
    return new ConnectionLimits(
        limits.concurrency(),
        limits.duration(),
        limits.messages(),
        Optional.of(rate),
        limits.messageBytes());
  }

  private ConnectionLimits aMessage(long most) {
    return new ConnectionLimits(
        limits.concurrency(),
        limits.duration(),
        limits.messages(),
        limits.bytes(),
        OptionalLong.of(most));
  }
}

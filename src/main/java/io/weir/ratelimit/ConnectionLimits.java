package io.weir.ratelimit;

import io.weir.internal.counting.Limit;
import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a rule limits while requests last, beside how often they come: {@code 2 at once; 30 minutes
 * each; 20 messages per 1 second; 1000 kB per 1 minute; 64 kB a message}. Concurrency and duration
 * hold for every request, the others for the messages that a WebSocket client sends. All count per
 * the key of the rule, over all connections of that key.
 *
 * @param concurrency requests and sockets that may be open at the same time, 1 to 1 000 000
 * @param duration how long each may last
 * @param messages messages per period
 * @param bytes bytes per period, as {@link Limit#tokens}; written in kB of 1000 bytes
 * @param messageBytes bytes of the longest message; written in kB of 1000 bytes
 */
record ConnectionLimits(
    OptionalLong concurrency,
    Optional<Duration> duration,
    Optional<Limit> messages,
    Optional<Limit> bytes,
    OptionalLong messageBytes) {

  static final ConnectionLimits NONE =
      new ConnectionLimits(
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty());

  /** The most requests at once: each of them is stored. */
  static final long MOST_AT_ONCE = 1_000_000;

  static final long KILOBYTE = 1000;

  /** The most of a rate and of a message, in kB. */
  static final long MOST_KILOBYTES = Limit.MAX_TOKENS / KILOBYTE;

  ConnectionLimits {
    require(
        concurrency.isEmpty() || isBetween(concurrency.getAsLong(), MOST_AT_ONCE),
        "1 to %s requests at once are allowed.".formatted(MOST_AT_ONCE));
    duration.ifPresent(
        time ->
            require(
                !time.isNegative()
                    && !time.isZero()
                    && time.toNanosPart() == 0
                    && time.compareTo(Limit.MAX_PERIOD) <= 0,
                "1 second to 366 days are allowed, in whole seconds."));
    bytes.ifPresent(rate -> requireKilobytes(rate.tokens()));
    messageBytes.ifPresent(ConnectionLimits::requireKilobytes);
  }

  private static void requireKilobytes(long bytes) {
    require(
        bytes % KILOBYTE == 0 && isBetween(bytes / KILOBYTE, MOST_KILOBYTES),
        "1 to %s kB are allowed.".formatted(MOST_KILOBYTES));
  }

  private static boolean isBetween(long number, long most) {
    return number >= 1 && number <= most;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  boolean isEmpty() {
    return equals(NONE);
  }

  /** Whether it limits something of each request, not of the messages of sockets alone. */
  boolean limitsRequests() {
    return concurrency.isPresent() || duration.isPresent();
  }

  /** Whether it limits what a client sends over a socket. */
  boolean limitsMessages() {
    return messages.isPresent() || bytes.isPresent() || messageBytes.isPresent();
  }

  /** As in the rule language, separated by {@code ;}; empty if nothing is limited. */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>(5);
    concurrency.ifPresent(most -> all.add(most + " at once"));
    duration.ifPresent(time -> all.add(PeriodUnit.print(time) + " each"));
    messages.ifPresent(
        rate -> all.add(rate.tokens() + " messages per " + PeriodUnit.print(rate.period())));
    bytes.ifPresent(
        rate -> all.add(rate.tokens() / KILOBYTE + " kB per " + PeriodUnit.print(rate.period())));
    messageBytes.ifPresent(most -> all.add(most / KILOBYTE + " kB a message"));
    return String.join("; ", all);
  }
}

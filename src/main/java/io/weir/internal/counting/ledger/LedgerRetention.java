package io.weir.internal.counting.ledger;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How long a ledger is kept after its last change. Each class has its own table in the cluster. */
public enum LedgerRetention {
  /** A day, a lease, and a day on which clocks are set back. */
  DAY(Duration.ofDays(3)),
  MONTH(Duration.ofDays(32)),
  YEAR(Duration.ofDays(368)),
  /** Until an administrator resets it. */
  EVER(null);

  /** What is added to every span: a lease, and a rolling cell of a year. */
  private static final Duration SLACK = Duration.ofDays(1);

  @SuppressWarnings("ImmutableEnumChecker") // Optional of Duration is immutable.
  private final Optional<Duration> kept;

  LedgerRetention(@Nullable Duration kept) {
    this.kept = Optional.ofNullable(kept);
  }

  /** The smallest class that keeps what was spent as long as it counts. */
  public static LedgerRetention of(Span span) {
    if (span.isForEver()) {
      return EVER;
    }
    Duration rolling = span.length().plus(span.length().dividedBy(Span.CELLS));
    return Arrays.stream(values())
        .filter(
            one -> one.kept.isEmpty() || rolling.plus(SLACK).compareTo(one.kept.orElseThrow()) <= 0)
        .findFirst()
        .orElseThrow();
  }

  /** How long a ledger is kept after its last change; nothing means for ever. */
  public Optional<Duration> kept() {
    return kept;
  }

  /** The number that is written for it. */
  public int number() {
    return List.of(values()).indexOf(this);
  }

  /** The one for which this number is written. */
  public static LedgerRetention of(int number) {
    return List.of(values()).get(number);
  }

  /** The name of the table in the cluster. */
  public String table() {
    return "weir-ledger-" + name().toLowerCase(Locale.ROOT);
  }

  /** One value for each class. */
  public static <T> Each<T> each(Function<LedgerRetention, T> made) {
    Map<LedgerRetention, T> all = new EnumMap<>(LedgerRetention.class);
    Arrays.stream(values()).forEach(one -> all.put(one, made.apply(one)));
    return new Each<>(all);
  }

  /** One value for each class. */
  public record Each<T>(Map<LedgerRetention, T> all) {

    public T of(LedgerRetention kept) {
      return Objects.requireNonNull(all.get(kept));
    }
  }
}

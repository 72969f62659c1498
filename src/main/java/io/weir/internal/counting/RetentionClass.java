package io.weir.internal.counting;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * How long an entry is kept after its last change. Each class has its own table, because JCache has
 * one expiry for a table.
 *
 * <p>An entry is kept until its buckets are full again, and {@link #SLACK} longer: nothing is lost
 * when a full bucket is forgotten. The bucket that takes longest governs.
 */
public enum RetentionClass {
  MINUTE(Duration.ofMinutes(1)),
  HOUR(Duration.ofHours(1)),
  /** The longest day: clocks are set back in it. */
  DAY(Duration.ofDays(1).plus(Refill.LONGEST_SHIFT)),
  MONTH(Duration.ofDays(30)),
  YEAR(Limit.MAX_PERIOD);

  /** The clocks of two nodes may differ by this when a bucket moves from one to the other. */
  public static final Duration SLACK = Duration.ofMinutes(1);

  private final Duration longest;

  RetentionClass(Duration longest) {
    this.longest = longest;
  }

  /** The smallest class that keeps a bucket long enough. */
  public static RetentionClass of(Duration refillTime) {
    return Arrays.stream(values())
        .filter(kept -> refillTime.compareTo(kept.longest) <= 0)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no bucket takes %s to be full again".formatted(refillTime)));
  }

  /** One value for each class. */
  public static <T> Each<T> each(Function<RetentionClass, T> made) {
    Map<RetentionClass, T> all = new EnumMap<>(RetentionClass.class);
    Arrays.stream(values()).forEach(one -> all.put(one, made.apply(one)));
    return new Each<>(all);
  }

  /** One value for each class. */
  public record Each<T>(Map<RetentionClass, T> all) {

    public T of(RetentionClass kept) {
      return Objects.requireNonNull(all.get(kept));
    }
  }

  /** How long an entry is kept after its last change. */
  public Duration kept() {
    return longest.plus(SLACK);
  }

  /** The name of the table in the cluster. */
  public String table() {
    return "weir-" + name().toLowerCase(Locale.ROOT);
  }
}

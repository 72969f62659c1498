package io.weir.internal.counting;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * How long a bucket must be kept after its last token was taken. One table a class, because JCache
 * has one expiry a table.
 *
 * <p>A bucket is kept until it is full again, and {@link #SLACK} longer: a forgotten full bucket
 * loses nothing.
 */
enum RetentionClass {
  MINUTE(Duration.ofMinutes(1)),
  HOUR(Duration.ofHours(1)),
  DAY(Duration.ofDays(1)),
  MONTH(Duration.ofDays(30)),
  YEAR(Duration.ofDays(366));

  /** Nothing is kept longer. */
  static final Duration LONGEST = YEAR.longest;

  /** For clocks of two nodes that differ, when a bucket moves from one to the other. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final Duration longest;

  RetentionClass(Duration longest) {
    this.longest = longest;
  }

  /** The smallest class that keeps a bucket long enough. */
  static RetentionClass of(Duration refillTime) {
    return Arrays.stream(values())
        .filter(kept -> refillTime.compareTo(kept.longest) <= 0)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No bucket needs %s to be full again.".formatted(refillTime)));
  }

  /** One thing for each class. */
  static <T> Each<T> each(Function<RetentionClass, T> made) {
    Map<RetentionClass, T> all = new EnumMap<>(RetentionClass.class);
    Arrays.stream(values()).forEach(one -> all.put(one, made.apply(one)));
    return new Each<>(all);
  }

  /** One thing for each class. */
  record Each<T>(Map<RetentionClass, T> all) {

    T of(RetentionClass kept) {
      return Objects.requireNonNull(all.get(kept));
    }

    /** That of the smallest class that keeps a bucket long enough. */
    T of(Duration refillTime) {
      return of(RetentionClass.of(refillTime));
    }
  }

  /** How long a bucket stays after it was last changed. */
  Duration kept() {
    return longest.plus(SLACK);
  }

  /** The name of the table of buckets in the cluster. */
  String table() {
    return "weir-" + name().toLowerCase(Locale.ROOT);
  }

  /** The name of the table of what is noted beside buckets. */
  String notes() {
    return "weir-notes-" + name().toLowerCase(Locale.ROOT);
  }
}

package io.weir.internal.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A unit of a period. A month is 30 days; it can be written, but is never printed. */
public enum PeriodUnit {
  SECOND(Duration.ofSeconds(1)),
  MINUTE(Duration.ofMinutes(1)),
  HOUR(Duration.ofHours(1)),
  DAY(Duration.ofDays(1)),
  MONTH(Duration.ofDays(30));

  /** The names, in the singular. */
  public static final List<String> NAMES =
      Arrays.stream(values()).map(PeriodUnit::toString).toList();

  private static final List<PeriodUnit> LARGEST_FIRST = List.of(DAY, HOUR, MINUTE, SECOND);

  private final Duration length;

  PeriodUnit(Duration length) {
    this.length = length;
  }

  /** The unit with this name, in any case, singular or plural. */
  public static Optional<PeriodUnit> named(String name) {
    String singular = name.toLowerCase(Locale.ROOT).replaceFirst("s$", "");
    return Arrays.stream(values()).filter(unit -> unit.toString().equals(singular)).findFirst();
  }

  /**
   * The text of a whole number of seconds, in the largest unit that divides it: {@code 30 seconds}.
   */
  public static String print(Duration period) {
    long seconds = period.toSeconds();
    PeriodUnit unit =
        LARGEST_FIRST.stream().filter(u -> seconds % u.seconds() == 0).findFirst().orElseThrow();
    long count = seconds / unit.seconds();
    return count + " " + unit + (count == 1 ? "" : "s");
  }

  /** This many units. */
  public Duration times(long count) {
    return length.multipliedBy(count);
  }

  private long seconds() {
    return length.toSeconds();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

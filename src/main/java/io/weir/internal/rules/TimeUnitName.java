package io.weir.internal.rules;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A unit of time in a rule. A month is only written, never printed: it is 30 days. */
public enum TimeUnitName {
  SECOND(Duration.ofSeconds(1)),
  MINUTE(Duration.ofMinutes(1)),
  HOUR(Duration.ofHours(1)),
  DAY(Duration.ofDays(1)),
  MONTH(Duration.ofDays(30));

  public static final List<String> NAMES =
      Arrays.stream(values()).map(TimeUnitName::toString).toList();

  private static final List<TimeUnitName> LARGEST_FIRST = List.of(DAY, HOUR, MINUTE, SECOND);

  private final Duration length;

  TimeUnitName(Duration length) {
    this.length = length;
  }

  /** The unit of this name, in any case, singular or plural. */
  public static Optional<TimeUnitName> named(String name) {
    String singular = name.toLowerCase(Locale.ROOT).replaceFirst("s$", "");
    return Arrays.stream(values()).filter(unit -> unit.toString().equals(singular)).findFirst();
  }

  /** A whole number of seconds in the largest unit that divides it: {@code 30 seconds}. */
  public static String print(Duration period) {
    long seconds = period.toSeconds();
    TimeUnitName unit =
        LARGEST_FIRST.stream().filter(u -> seconds % u.seconds() == 0).findFirst().orElseThrow();
    long count = seconds / unit.seconds();
    return count + " " + unit + (count == 1 ? "" : "s");
  }

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

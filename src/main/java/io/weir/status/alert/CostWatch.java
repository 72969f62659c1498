package io.weir.status.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Watches what requests cost since midnight. */
final class CostWatch implements Watch {

  private static final Duration DAY = Duration.ofDays(1);

  /** Before this, what was spent so far says little about the day. */
  private static final Duration LEAST_RATE = Duration.ofMinutes(10);

  private final AlertRule.DailyCost condition;
  private final DailyCosts costs;
  private final ZoneId zone;

  CostWatch(AlertRule.DailyCost condition, DailyCosts costs, ZoneId zone) {
    this.condition = condition;
    this.costs = costs;
    this.zone = zone;
  }

  @Override
  public long reading(Instant now) {
    return costs.of(now.atZone(zone).toLocalDate()).nanos();
  }

  /** The nodes keep it together. */
  @Override
  public boolean addsUp() {
    return false;
  }

  @Override
  public boolean fires(long whole) {
    return whole > condition.nanos();
  }

  @Override
  public String text(Instant now, long whole) {
    LocalDate today = now.atZone(zone).toLocalDate();
    Instant midnight = today.atStartOfDay(zone).toInstant();
    Duration passed = Duration.between(midnight, now);
    Duration day = Duration.between(midnight, today.plusDays(1).atStartOfDay(zone).toInstant());
    String forecast =
        passed.compareTo(LEAST_RATE) < 0
            ? ""
            : " At this rate it is %s by midnight."
                .formatted(
                    Cost.print(
                        condition.currency(),
                        (long) ((double) whole / passed.toSeconds() * day.toSeconds())));
    return "Requests have cost %s today; the alert is for more than %s.%s"
        .formatted(
            Cost.print(condition.currency(), whole),
            Cost.print(condition.currency(), condition.nanos()),
            forecast);
  }

  @Override
  public String resolved() {
    return "A new day has begun.";
  }

  @Override
  public String occasion(Instant now) {
    return now.atZone(zone).toLocalDate().toString();
  }

  /** A day is told of once. */
  @Override
  public Duration window(Duration every) {
    return DAY;
  }
}

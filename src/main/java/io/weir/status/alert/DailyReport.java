package io.weir.status.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reports once a day what requests cost on the day before. One node of the cluster does. */
final class DailyReport {

  /** Longer than the clocks of nodes differ, and shorter than a day. */
  private static final Duration WINDOW = Duration.ofHours(12);

  private final LocalTime time;
  private final ZoneId zone;
  private final DailyCosts costs;
  private final Claims claims;
  private final Consumer<String> out;

  /** The day of the last look, or null before the first one. */
  private @Nullable LocalDate due;

  DailyReport(LocalTime time, ZoneId zone, DailyCosts costs, Claims claims, Consumer<String> out) {
    this.time = time;
    this.zone = zone;
    this.costs = costs;
    this.claims = claims;
    this.out = out;
  }

  /** Reports if the time of the day has passed since the last look. */
  void look(Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    boolean passed = !now.atZone(zone).toLocalTime().isBefore(time);
    LocalDate last = passed ? today : today.minusDays(1);
    LocalDate before = due;
    due = last;
    // A node that has just started does not know whether the report was sent.
    if (before != null && last.isAfter(before)) {
      LocalDate day = last.minusDays(1);
      if (claims.claim("report of " + day, WINDOW)) {
        out.accept(text(day));
      }
    }
  }

  private String text(LocalDate day) {
    DailyCosts.Total total = costs.of(day);
    return "On %s requests cost %s: %s %s, %s tokens."
        .formatted(
            day,
            Cost.print(costs.currency(), total.nanos()),
            total.requests(),
            total.requests() == 1 ? "request" : "requests",
            total.tokens());
  }
}

package io.weir.internal.counting.store;

import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;

/** Windows that are {@linkplain Refill#ALIGNED aligned} to the clock of a time zone. */
public final class AlignedWindow {

  private AlignedWindow() {}

  /**
   * The time at which a bucket of this limit was last refilled, in nanoseconds of Unix time: one
   * period before the end of the window.
   */
  static long start(Limit limit, ZoneId zone, Instant now) {
    return UnixNanos.of(end(limit.period(), zone, now).minus(limit.period()));
  }

  /**
   * The next instant at which the clock of the zone shows a multiple of the period. A window in
   * which the clock is set back is longer, unless the hour that is shown twice consists of whole
   * windows: then the clock shows their ends twice.
   */
  public static Instant end(Duration period, ZoneId zone, Instant now) {
    ZoneOffset offset = zone.getRules().getOffset(now);
    LocalDateTime shown = LocalDateTime.ofInstant(now, zone);
    long windows = shown.toLocalTime().toNanoOfDay() / period.toNanos() + 1;
    LocalDateTime edge = shown.toLocalDate().atStartOfDay().plus(period.multipliedBy(windows));
    ZonedDateTime shownThen = ZonedDateTime.ofLocal(edge, zone, offset);
    int shift = offset.getTotalSeconds() - shownThen.getOffset().getTotalSeconds();
    return shift % period.toSeconds() == 0 ? edge.toInstant(offset) : shownThen.toInstant();
  }

  /**
   * Which times have the same bucket: when it changes, the bucket begins anew. All windows of
   * Bucket4j are equally long. So on a day on which the clocks of the zone change, each window has
   * its own bucket; a bucket of several limits, whose windows differ, has its own for the day. This
   * forgets no consumption: all aligned windows end at midnight.
   */
  static String epoch(List<Limit> limits, ZoneId zone, Instant now) {
    LocalDate day = LocalDate.ofInstant(now, zone);
    ZoneOffset offset = day.atStartOfDay(zone).getOffset();
    boolean even = offset.equals(day.plusDays(1).atStartOfDay(zone).getOffset());
    if (even) {
      return offset.getId();
    }
    return limits.size() == 1 ? end(limits.get(0).period(), zone, now).toString() : day.toString();
  }
}

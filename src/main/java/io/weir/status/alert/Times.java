package io.weir.status.alert;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times in messages. */
final class Times {

  private Times() {}

  /** A time without its date if it is of today: {@code 15:40}, {@code 2026-11-28 00:10}. */
  static String print(Instant time, Instant now, ZoneId zone) {
    ZonedDateTime local = time.atZone(zone);
    boolean today = local.toLocalDate().equals(now.atZone(zone).toLocalDate());
    return local.format(
        DateTimeFormatter.ofPattern(today ? "HH:mm" : "yyyy-MM-dd HH:mm", Locale.ROOT));
  }
}

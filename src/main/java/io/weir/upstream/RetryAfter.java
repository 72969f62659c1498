package io.weir.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads the header {@code Retry-After} (RFC 9110, section 10.2.3). */
final class RetryAfter {

  /** Larger numbers stand for this: nobody waits so long. */
  private static final int MOST_DIGITS = 9;

  private RetryAfter() {}

  /**
   * The wait that a server asks for; nothing if the header cannot be read.
   *
   * @param header seconds, or a date
   * @param now the time of day
   */
  static Optional<Duration> parse(String header, Instant now) {
    String text = header.strip();
    if (text.matches("[0-9]+")) {
      String digits = text.replaceFirst("^0+(?=[0-9])", "");
      return Optional.of(
          digits.length() > MOST_DIGITS
              ? Duration.ofSeconds(Integer.MAX_VALUE)
              : Duration.ofSeconds(Integer.parseInt(digits)));
    }
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(now, date);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}

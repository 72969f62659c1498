package io.weir.status.alert;

import io.weir.status.JsonText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an administrator is told.
 *
 * @param id the same in every attempt to send it
 * @param application its context path
 * @param alert the alert as it is written; {@code daily cost} for a report
 * @param text one or more sentences
 */
record AlertMessage(
    String id, Kind kind, Instant time, String application, String alert, String text) {

  /** The number of the format. */
  private static final int FORMAT = 1;

  /** What it is about. */
  enum Kind {
    /** Something has happened. */
    ALERT,
    /** It is over. */
    RESOLVED,
    /** The daily report. */
    REPORT,
    /** An administrator tries whether messages arrive. */
    TEST
  }

  String kindWord() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  String timeText() {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** As JSON in one line. */
  String json() {
    return new JsonText()
        .add("v", FORMAT)
        .add("id", id)
        .add("kind", kindWord())
        .add("time", timeText())
        .add("application", application)
        .add("alert", alert)
        .add("text", text)
        .toString();
  }

  /** What a template may name, as it stands between the quotes of JSON. */
  Map<String, String> placeholders() {
    Map<String, String> values = new TreeMap<>();
    values.put("{id}", id);
    values.put("{kind}", kindWord());
    values.put("{time}", timeText());
    values.put("{application}", JsonText.quoted(application));
    values.put("{alert}", JsonText.quoted(alert));
    values.put("{text}", JsonText.quoted(text));
    return values;
  }

  /** The subject of a mail. */
  String subject() {
    String of = application.isEmpty() ? "" : " of " + application;
    return switch (kind) {
      case ALERT -> "Weir%s: %s".formatted(of, alert);
      case RESOLVED -> "Weir%s: over: %s".formatted(of, alert);
      case REPORT -> "Weir%s: daily report of costs".formatted(of);
      case TEST -> "Weir%s: a test".formatted(of);
    };
  }
}

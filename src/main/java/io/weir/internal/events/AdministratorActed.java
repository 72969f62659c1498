package io.weir.internal.events;

import java.time.Instant;

/**
 * That an administrator did something, told on the node where they did it.
 *
 * @param via {@code jmx} or {@code page}
 * @param administrator their user name; empty if it is not known
 * @param action one word: {@code reset}
 * @param filter the name of the filter in settings: {@code budget}
 * @param line the name of the rule, budget or circuit; empty for the filter as a whole
 * @param key the pseudonym of the client that it concerns; empty if it concerns all
 * @param value what they entered, such as an amount; empty if nothing
 */
public record AdministratorActed(
    Instant time,
    String via,
    String administrator,
    String action,
    String filter,
    String line,
    String key,
    String value)
    implements Event {

  /** An action for which nothing is entered. */
  public AdministratorActed(
      Instant time,
      String via,
      String administrator,
      String action,
      String filter,
      String line,
      String key) {
    this(time, via, administrator, action, filter, line, key, "");
  }
}

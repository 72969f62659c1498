package io.weir.status.alert;

import io.weir.internal.events.Event;
import java.time.Duration;
import java.time.Instant;

/**
 * Watches one condition on this node. Events come in threads of requests, all else in one thread.
 */
interface Watch {

  /** Takes an event. Never waits. */
  default void accept(Event event) {}

  /** What this node adds to the whole: a number of refusals, of open circuits; 0 if nothing. */
  long reading(Instant now);

  /** Whether nodes add up their readings. If not, each has the whole itself. */
  boolean addsUp();

  /** Whether a whole like this is one to alert of. */
  boolean fires(long whole);

  /** What has happened, in sentences. */
  String text(Instant now, long whole);

  /** That it is over, in a sentence. */
  String resolved();

  /** Of what it is told once within {@link #window}. Empty if of the alert. */
  default String occasion(Instant now) {
    return "";
  }

  /**
   * Within this time it is told once.
   *
   * @param every what the administrator wrote
   */
  default Duration window(Duration every) {
    return every;
  }
}

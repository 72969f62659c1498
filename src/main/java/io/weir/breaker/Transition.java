package io.weir.breaker;

import java.time.Duration;
import java.util.Optional;

/**
 * A change of a circuit's state.
 *
 * @param to the new state
 * @param reason why it opened; empty otherwise
 * @param remaining how long it stays open; nothing if an administrator has to close it, or if it is
 *     not open
 * @param own whether this node found out itself; false if it opens because other nodes have
 */
record Transition(Circuit.State to, String reason, Optional<Duration> remaining, boolean own) {

  /** A transition that this node found out itself. */
  Transition(Circuit.State to, String reason, Optional<Duration> remaining) {
    this(to, reason, remaining, true);
  }
}

package io.weir.breaker;

import java.time.Duration;
import java.util.Optional;

/** What a circuit says to a request. */
sealed interface Admission {

  /** The request goes on; its end is told to the circuit. */
  record Admitted(Call call) implements Admission {}

  /**
   * The circuit is open, or half-open with all its probes under way.
   *
   * @param remaining the time until it may admit a request; nothing if it is open until a reset
   */
  record Rejected(Optional<Duration> remaining) implements Admission {}

  /** The circuit is disabled: the request goes on and is not counted. */
  record Uncounted() implements Admission {}
}

package io.weir.breaker;

import java.time.Instant;

/** A request that a circuit has let through. Guarded by the lock of its circuit. */
final class Call {

  private final Circuit circuit;
  private final String client;
  private final Instant start;
  private final boolean probe;

  /** Which state of the circuit let it through; calls of an earlier state are not counted. */
  private final long period;

  private boolean slow;

  Call(Circuit circuit, String client, Instant start, boolean probe, long period) {
    this.circuit = circuit;
    this.client = client;
    this.start = start;
    this.probe = probe;
    this.period = period;
  }

  Circuit circuit() {
    return circuit;
  }

  /** Who sent the request. */
  String client() {
    return client;
  }

  Instant start() {
    return start;
  }

  /** Whether the circuit was half-open. */
  boolean isProbe() {
    return probe;
  }

  long period() {
    return period;
  }

  /** Whether its answer did not begin in time. */
  boolean isSlow() {
    return slow;
  }

  void becomeSlow() {
    slow = true;
  }
}

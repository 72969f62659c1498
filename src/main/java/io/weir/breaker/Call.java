package io.weir.breaker;

import java.time.Instant;

/** A request that a circuit has let through. Guarded by the lock of its circuit. */
final class Call {

  /** Why the circuit let it through. */
  enum Kind {
    ORDINARY,
    /** The circuit was half-open. */
    PROBE,
    /** The circuit was half-open, and the call belongs to no request. */
    OUTBOUND_PROBE
  }

  private final Circuit circuit;
  private final String client;
  private final Instant start;
  private final Kind kind;

  /** Which state of the circuit let it through; calls of an earlier state are not counted. */
  private final long period;

  private boolean slow;
  private boolean judged;

  Call(Circuit circuit, String client, Instant start, Kind kind, long period) {
    this.circuit = circuit;
    this.client = client;
    this.start = start;
    this.kind = kind;
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
    return kind != Kind.ORDINARY;
  }

  Kind kind() {
    return kind;
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

  /** Whether it is a probe whose answer has begun, and has shown whether the service works. */
  boolean isJudged() {
    return judged;
  }

  void becomeJudged() {
    judged = true;
  }
}

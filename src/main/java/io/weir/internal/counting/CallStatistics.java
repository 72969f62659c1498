package io.weir.internal.counting;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What became of the calls of this JVM to the cluster since it started. */
public final class CallStatistics {

  /** What became of a call. */
  public enum Outcome {
    ANSWERED,
    /** Not within the deadline. */
    LATE,
    FAILED,
    /** It did not leave this node in time, because others were before it. */
    BUSY,
    /** The cluster was silent before, so it was not asked. */
    NOT_ASKED
  }

  private final Map<Outcome, LongAdder> calls = new EnumMap<>(Outcome.class);
  private final LongAdder nanos = new LongAdder();

  /** No call yet. */
  public CallStatistics() {
    for (Outcome outcome : Outcome.values()) {
      calls.put(outcome, new LongAdder());
    }
  }

  void count(Outcome outcome) {
    Objects.requireNonNull(calls.get(outcome)).increment();
  }

  /** Counts a call that was answered in time. */
  void answered(long afterNanos) {
    nanos.add(Math.max(0, afterNanos));
    count(Outcome.ANSWERED);
  }

  /** How many calls had this outcome. */
  public long calls(Outcome outcome) {
    return Objects.requireNonNull(calls.get(outcome)).sum();
  }

  /** How long all calls took together that were answered in time. */
  public long nanos() {
    return nanos.sum();
  }
}

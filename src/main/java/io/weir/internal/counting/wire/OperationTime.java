package io.weir.internal.counting.wire;

import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.UnixNanos;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The time of an operation, in its question. */
final class OperationTime {

  private OperationTime() {}

  /**
   * Writes a time.
   *
   * @param time null for the clock of the node on which the operation runs
   */
  static ByteWriter write(@Nullable Instant time, ByteWriter out) {
    return time == null ? out.octet(0) : out.octet(1).fixed(UnixNanos.of(time));
  }

  /** Reads a time, in nanoseconds of Unix time; now, if the question leaves it to this node. */
  static long read(ByteReader in) {
    return in.octet() == 0 ? UnixNanos.of(Instant.now()) : in.fixed();
  }
}

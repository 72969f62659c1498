package io.weir.internal.counting;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.BucketState64BitsInteger;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.serialization.InternalSerializationHelper;
import io.github.bucket4j.distributed.serialization.Scope;
import io.github.bucket4j.distributed.versioning.Versions;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Gives back tokens, unless a limit of the bucket could then hold more than if they had never been
 * taken: what was refilled meanwhile is not given twice.
 *
 * @param held what each limit held after the tokens were taken
 */
record Refund(long tokens, List<Held> held) implements EntryUpdate {

  /**
   * What a limit held.
   *
   * @param refilledAt when it had been refilled last, in nanoseconds of Unix time
   */
  private record Held(long size, long refilledAt) implements Serializable {}

  static Refund of(long tokens, BucketState after) {
    return new Refund(tokens, held(after));
  }

  @Override
  public byte[] after(byte[] before, long now) {
    if (before.length == 0) {
      return before; // Expired, so it is full.
    }
    RemoteBucketState state = InternalSerializationHelper.deserializeState(before);
    if (mayExceed(state.copyBucketState())) {
      return before;
    }
    state.addTokens(tokens);
    return InternalSerializationHelper.serializeState(state, Versions.getLatest());
  }

  /**
   * It cannot as long as the bucket, untouched by anybody else, would not have been full by now.
   */
  private boolean mayExceed(BucketState now) {
    Bandwidth[] limits = now.getConfiguration().getBandwidths();
    List<Held> holds = held(now);
    for (int i = 0; i < limits.length; i++) {
      BigInteger elapsed = BigInteger.valueOf(holds.get(i).refilledAt() - held.get(i).refilledAt());
      BigInteger[] refilled =
          elapsed
              .multiply(BigInteger.valueOf(limits[i].getRefillTokens()))
              .divideAndRemainder(BigInteger.valueOf(limits[i].getRefillPeriodNanos()));
      long whole = refilled[0].longValueExact() + refilled[1].signum();
      if (held.get(i).size() + tokens + whole > limits[i].getCapacity()) {
        return true;
      }
    }
    return false;
  }

  /** Bucket4j tells when a limit was refilled in its snapshots only. */
  private static List<Held> held(BucketState state) {
    try {
      Map<String, Object> snapshot =
          BucketState64BitsInteger.SERIALIZATION_HANDLE.toJsonCompatibleSnapshot(
              (BucketState64BitsInteger) state, Versions.getLatest(), Scope.PERSISTED_STATE);
      long[] data = (long[]) Objects.requireNonNull(snapshot.get("stateData"));
      int limits = state.getConfiguration().getBandwidths().length;
      return IntStream.range(0, limits)
          .mapToObj(i -> new Held(state.getCurrentSize(i), data[i * data.length / limits]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

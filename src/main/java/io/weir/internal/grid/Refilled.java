package io.weir.internal.grid;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.BucketState64BitsInteger;
import io.github.bucket4j.distributed.serialization.Scope;
import io.github.bucket4j.distributed.versioning.Versions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;

/** What came back into a bucket since tokens were taken from it. */
final class Refilled {

  private Refilled() {}

  /**
   * Whether a limit of the bucket could, with the tokens given back, hold more than if they had
   * never been taken. It cannot as long as the bucket, untouched by anybody else, would not have
   * been full by now.
   */
  static boolean mayExceed(Reading.Receipt receipt, BucketState now) {
    Bandwidth[] limits = now.getConfiguration().getBandwidths();
    for (int i = 0; i < limits.length; i++) {
      BigInteger elapsed = BigInteger.valueOf(lastRefill(now, i) - lastRefill(receipt.after(), i));
      BigInteger[] refilled =
          elapsed
              .multiply(BigInteger.valueOf(limits[i].getRefillTokens()))
              .divideAndRemainder(BigInteger.valueOf(limits[i].getRefillPeriodNanos()));
      long whole = refilled[0].longValueExact() + refilled[1].signum();
      if (receipt.after().getCurrentSize(i) + receipt.tokens() + whole > limits[i].getCapacity()) {
        return true;
      }
    }
    return false;
  }

  /**
   * When a limit of the bucket was last refilled, in nanoseconds of Unix time. Bucket4j tells it in
   * its snapshots only.
   */
  private static long lastRefill(BucketState state, int limit) {
    try {
      Map<String, Object> snapshot =
          BucketState64BitsInteger.SERIALIZATION_HANDLE.toJsonCompatibleSnapshot(
              (BucketState64BitsInteger) state, Versions.getLatest(), Scope.PERSISTED_STATE);
      long[] data = (long[]) Objects.requireNonNull(snapshot.get("stateData"));
      return data[limit * data.length / state.getConfiguration().getBandwidths().length];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

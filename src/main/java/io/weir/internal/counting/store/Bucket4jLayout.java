package io.weir.internal.counting.store;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.BucketState64BitsInteger;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.serialization.InternalSerializationHelper;
import io.github.bucket4j.distributed.serialization.Scope;
import io.github.bucket4j.distributed.versioning.Versions;
import io.weir.internal.counting.Consumption.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What Weir knows of the inner layout of Bucket4j 8.17: the bytes of an entry, and the numbers of a
 * {@link BucketState64BitsInteger}. No other class reads or writes them.
 *
 * <pre>
 *   stateData   refilled at, size, rounding error   of the first limit
 *               refilled at, size, rounding error   of the second limit …
 * </pre>
 */
public final class Bucket4jLayout {

  /** The name under which a snapshot has the numbers of a state. */
  static final String STATE_DATA = "stateData";

  private Bucket4jLayout() {}

  /** What each limit holds. Only a snapshot of the state tells when tokens last came back. */
  static List<Level> levels(BucketState state) {
    long[] data = data(snapshot(state));
    int limits = state.getConfiguration().getBandwidths().length;
    // By index: this is done for each request.
    Level[] levels = new Level[limits];
    for (int i = 0; i < limits; i++) {
      levels[i] = new Level(state.getCurrentSize(i), data[i * data.length / limits]);
    }
    return List.of(levels);
  }

  private static Map<String, Object> snapshot(BucketState state) {
    try {
      return BucketState64BitsInteger.SERIALIZATION_HANDLE.toJsonCompatibleSnapshot(
          (BucketState64BitsInteger) state, Versions.getLatest(), Scope.PERSISTED_STATE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long[] data(Map<String, Object> snapshot) {
    return (long[]) Objects.requireNonNull(snapshot.get(STATE_DATA));
  }

  /**
   * A state in which no tokens came back later than they can have.
   *
   * @param latest for each limit, the latest time that is believed
   * @param instead for each limit, the time that replaces a later one
   * @return {@code state} itself if all its times are believed
   */
  static BucketState corrected(BucketState state, List<Long> latest, List<Long> instead) {
    Map<String, Object> snapshot = snapshot(state);
    long[] data = data(snapshot).clone();
    boolean believed = true;
    for (int i = 0; i < latest.size(); i++) {
      int refilledAt = i * data.length / latest.size();
      if (data[refilledAt] > latest.get(i)) {
        data[refilledAt] = instead.get(i);
        believed = false;
      }
    }
    if (believed) {
      return state;
    }
    snapshot.put(STATE_DATA, data);
    try {
      BucketState corrected =
          BucketState64BitsInteger.SERIALIZATION_HANDLE.fromJsonCompatibleSnapshot(snapshot);
      corrected.setConfiguration(state.getConfiguration());
      return corrected;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same for an entry. */
  static byte[] corrected(byte[] entry, List<Long> latest, List<Long> instead) {
    RemoteBucketState whole = InternalSerializationHelper.deserializeState(entry);
    BucketState state = whole.copyBucketState();
    BucketState corrected = corrected(state, latest, instead);
    return corrected == state
        ? entry
        : InternalSerializationHelper.serializeState(
            new RemoteBucketState(
                corrected, whole.getRemoteStat(), whole.getConfigurationVersion()),
            Versions.getLatest());
  }

  /**
   * An entry with tokens given back: as many as the bucket could hold by now if they had never been
   * taken.
   *
   * @param tokens that are to be given back
   * @param left what each limit held after they were taken
   * @return {@code entry} itself if none can be given back
   */
  static byte[] refunded(byte[] entry, long tokens, List<Level> left) {
    RemoteBucketState state = InternalSerializationHelper.deserializeState(entry);
    long returned = Math.min(tokens, room(state.copyBucketState(), left));
    if (returned <= 0) {
      return entry;
    }
    state.addTokens(returned);
    return InternalSerializationHelper.serializeState(state, Versions.getLatest());
  }

  /**
   * How many tokens fit into a bucket that was refilled since, and from which nobody else took:
   * with more the bucket would have been full meanwhile, and a refill would have been lost.
   */
  private static long room(BucketState now, List<Level> left) {
    Bandwidth[] limits = now.getConfiguration().getBandwidths();
    List<Level> levels = levels(now);
    return IntStream.range(0, limits.length)
        .mapToLong(
            i ->
                limits[i].getCapacity()
                    - left.get(i).tokens()
                    - refill(limits[i], levels.get(i).refilledAt() - left.get(i).refilledAt()))
        .min()
        .orElseThrow();
  }

  /**
   * The tokens that come back in so many nanoseconds, rounded up: none may come back twice. None
   * come back in a time that a corrected clock made negative.
   */
  private static long refill(Bandwidth limit, long nanos) {
    BigInteger[] refill =
        BigInteger.valueOf(Math.max(0, nanos))
            .multiply(BigInteger.valueOf(limit.getRefillTokens()))
            .divideAndRemainder(BigInteger.valueOf(limit.getRefillPeriodNanos()));
    return refill[0].longValueExact() + refill[1].signum();
  }

  /**
   * The share of its tokens that the emptiest limit of an entry has left, at most 1; negative if it
   * owes tokens.
   *
   * @param now in nanoseconds of Unix time
   */
  public static double fullness(byte[] entry, long now) {
    BucketState state = InternalSerializationHelper.deserializeState(entry).copyBucketState();
    // The last write may be long ago, and the bucket full by now.
    state.refillAllBandwidth(now);
    Bandwidth[] limits = state.getConfiguration().getBandwidths();
    return IntStream.range(0, limits.length)
        .mapToDouble(i -> (double) state.getCurrentSize(i) / limits[i].getCapacity())
        .reduce(1, Math::min);
  }
}

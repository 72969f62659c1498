package io.weir.internal.counting;

import com.hazelcast.spi.eviction.EvictableEntryView;
import com.hazelcast.spi.eviction.EvictionPolicyComparator;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.serialization.InternalSerializationHelper;
import java.io.Serial;

/**
 * Which bucket a full table forgets: the fullest, for it loses least. By age or by use, a flood of
 * new clients would make it forget those that are being refused.
 */
public final class FullestBucketEviction
    implements EvictionPolicyComparator<String, byte[], EvictableEntryView<String, byte[]>> {

  @Serial private static final long serialVersionUID = 1;

  @Override
  public int compare(
      EvictableEntryView<String, byte[]> one, EvictableEntryView<String, byte[]> other) {
    return Double.compare(fullness(other.getValue()), fullness(one.getValue()));
  }

  /** The share of its tokens that the emptiest limit of a bucket has left. */
  private static double fullness(byte[] bytes) {
    BucketState state = InternalSerializationHelper.deserializeState(bytes).copyBucketState();
    // What was last written may be long ago, and the bucket full by now.
    state.refillAllBandwidth(TimeMeter.SYSTEM_MILLISECONDS.currentTimeNanos());
    var limits = state.getConfiguration().getBandwidths();
    double fullness = 1;
    for (int i = 0; i < limits.length; i++) {
      fullness = Math.min(fullness, (double) state.getCurrentSize(i) / limits[i].getCapacity());
    }
    return fullness;
  }
}

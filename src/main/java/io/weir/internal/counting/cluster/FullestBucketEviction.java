package io.weir.internal.counting.cluster;

import com.hazelcast.spi.eviction.EvictableEntryView;
import com.hazelcast.spi.eviction.EvictionPolicyComparator;
import io.weir.internal.counting.store.Bucket4jLayout;
import io.weir.internal.counting.store.UnixTimeMeter;
import java.io.Serial;
import java.time.Instant;

/**
 * Evicts the fullest bucket of a full table first, because it loses least. By age or by use, a
 * flood of new clients would evict those that are being refused.
 */
public final class FullestBucketEviction
    implements EvictionPolicyComparator<String, byte[], EvictableEntryView<String, byte[]>> {

  @Serial private static final long serialVersionUID = 1;

  @Override
  public int compare(
      EvictableEntryView<String, byte[]> one, EvictableEntryView<String, byte[]> other) {
    long now = UnixTimeMeter.nanos(Instant.now());
    return Double.compare(
        Bucket4jLayout.fullness(other.getValue(), now),
        Bucket4jLayout.fullness(one.getValue(), now));
  }
}

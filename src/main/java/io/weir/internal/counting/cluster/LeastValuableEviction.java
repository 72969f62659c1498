package io.weir.internal.counting.cluster;

import com.hazelcast.spi.eviction.EvictableEntryView;
import com.hazelcast.spi.eviction.EvictionPolicyComparator;
import io.weir.internal.counting.store.EntryHeader;
import io.weir.internal.counting.store.UnixTimeMeter;
import java.io.Serial;
import java.time.Instant;

/** Evicts the entry first that loses least, whatever its age. */
public final class LeastValuableEviction
    implements EvictionPolicyComparator<String, byte[], EvictableEntryView<String, byte[]>> {

  @Serial private static final long serialVersionUID = 1;

  @Override
  public int compare(
      EvictableEntryView<String, byte[]> one, EvictableEntryView<String, byte[]> other) {
    long now = UnixTimeMeter.nanos(Instant.now());
    return Double.compare(
        EntryHeader.weight(one.getValue(), now), EntryHeader.weight(other.getValue(), now));
  }
}

package io.weir.internal.counting;

import com.hazelcast.spi.eviction.EvictableEntryView;
import com.hazelcast.spi.eviction.EvictionPolicyComparator;
import java.io.Serial;
import java.time.Instant;

/** Which note a full table forgets: the one that loses least, whoever came last. */
public final class LeastValuableEviction
    implements EvictionPolicyComparator<String, byte[], EvictableEntryView<String, byte[]>> {

  @Serial private static final long serialVersionUID = 1;

  @Override
  public int compare(
      EvictableEntryView<String, byte[]> one, EvictableEntryView<String, byte[]> other) {
    long now = LocalTable.nanos(Instant.now());
    return Double.compare(
        EntryHeader.weight(one.getValue(), now), EntryHeader.weight(other.getValue(), now));
  }
}

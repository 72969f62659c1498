package io.weir.internal.counting.wire;

import com.hazelcast.spi.eviction.EvictableEntryView;
import com.hazelcast.spi.eviction.EvictionPolicyComparator;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.Entry;
import io.weir.internal.counting.store.UnixNanos;
import java.io.Serial;
import java.time.Instant;

/**
 * Evicts the entry of a full table first that loses least, whatever its age. By age or by use, a
 * flood of new clients would evict those that are being refused.
 */
public final class LeastValuableEviction
    implements EvictionPolicyComparator<String, byte[], EvictableEntryView<String, byte[]>> {

  @Serial private static final long serialVersionUID = 1;

  /** The number of the table. */
  private final int table;

  /** The eviction of a table. */
  public LeastValuableEviction(RetentionClass kept) {
    table = Crowding.number(kept);
  }

  @Override
  public int compare(
      EvictableEntryView<String, byte[]> one, EvictableEntryView<String, byte[]> other) {
    long now = UnixNanos.of(Instant.now());
    double weight = weight(one, now);
    double otherWeight = weight(other, now);
    Crowding.of(table).found(Math.min(weight, otherWeight));
    return Double.compare(weight, otherWeight);
  }

  private static double weight(EvictableEntryView<String, byte[]> entry, long now) {
    return Entry.read(new ByteReader(entry.getValue())).weight(now);
  }
}

package io.weir.internal.counting.wire;

import com.hazelcast.spi.eviction.EvictableEntryView;
import com.hazelcast.spi.eviction.EvictionPolicyComparator;
import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.UnixNanos;
import java.io.Serial;
import java.time.Instant;

/** Evicts the ledger of a full table first of whose budgets least is spent. */
public final class LeastSpentEviction
    implements EvictionPolicyComparator<String, byte[], EvictableEntryView<String, byte[]>> {

  @Serial private static final long serialVersionUID = 1;

  @Override
  public int compare(
      EvictableEntryView<String, byte[]> one, EvictableEntryView<String, byte[]> other) {
    long now = UnixNanos.of(Instant.now());
    return Double.compare(weight(one, now), weight(other, now));
  }

  private static double weight(EvictableEntryView<String, byte[]> entry, long now) {
    return Ledger.read(new ByteReader(entry.getValue())).weight(now);
  }
}

package io.weir.internal.counting.wire;

import com.hazelcast.spi.eviction.EvictableEntryView;
import com.hazelcast.spi.eviction.EvictionPolicyComparator;
import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.UnixNanos;
import java.io.Serial;
import java.time.Instant;

/** Evicts the ledger of a full table first of whose budgets least is spent. */
public final class LeastSpentEviction
    implements EvictionPolicyComparator<String, byte[], EvictableEntryView<String, byte[]>> {

  @Serial private static final long serialVersionUID = 1;

  /** The number of the table. */
  private final int table;

  /** The eviction of a table. */
  public LeastSpentEviction(LedgerRetention kept) {
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
    return Ledger.read(new ByteReader(entry.getValue())).weight(now);
  }

  /** Configurations of the same table are equal, whichever node has made them. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LeastSpentEviction eviction && eviction.table == table;
  }

  @Override
  public int hashCode() {
    return table;
  }
}

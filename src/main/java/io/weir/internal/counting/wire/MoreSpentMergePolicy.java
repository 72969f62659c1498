package io.weir.internal.counting.wire;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.UnixNanos;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Merges the ledgers of two parts of a cluster whose network was cut: of each account and cell, the
 * greater spending wins. Hazelcast's own policies keep the ledger of one part, whatever the other
 * spent.
 */
public final class MoreSpentMergePolicy
    implements SplitBrainMergePolicy<byte[], MergingValue<byte[]>, Object> {

  @Override
  public Object merge(MergingValue<byte[]> merging, @Nullable MergingValue<byte[]> existing) {
    if (existing == null) {
      return merging.getRawValue();
    }
    Ledger merged = read(existing);
    merged.merge(read(merging), UnixNanos.of(Instant.now()));
    ByteWriter out = new ByteWriter();
    merged.write(out);
    return out.toByteArray();
  }

  private static Ledger read(MergingValue<byte[]> value) {
    return Ledger.read(new ByteReader(value.getDeserializedValue()));
  }

  @Override
  public void writeData(ObjectDataOutput out) {
    // It has no state.
  }

  @Override
  public void readData(ObjectDataInput in) {
    // It has no state.
  }
}

package io.weir.internal.counting.cluster;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.store.MirroredEntries;
import io.weir.internal.counting.wire.EntryOperation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the cluster. Each call is one operation on the node that keeps the entry.
 *
 * @param tables one for each retention class
 * @param mirror is shown what each answer left
 * @param clock the time of operations; null for that of the node that keeps the entry
 */
record ClusterEntries(
    RetentionClass.Each<Cache<String, byte[]>> tables,
    MirroredEntries mirror,
    @Nullable InstantSource clock)
    implements Entries {

  @Override
  public List<ConsumptionResult> take(EntryKey entry, List<TokenRequest> requests) {
    return results(entry, requests, invoke(entry, EntryOperation.take(requests, time())));
  }

  @Override
  public List<ConsumptionResult> look(EntryKey entry, List<TokenRequest> requests) {
    return results(entry, requests, invoke(entry, EntryOperation.look(requests, time())));
  }

  @Override
  public void settle(EntryKey entry, List<Settlement> settlements) {
    invoke(entry, EntryOperation.settle(settlements, time()));
  }

  private List<ConsumptionResult> results(EntryKey key, List<TokenRequest> requests, byte[] bytes) {
    EntryOperation.Answered answered = EntryOperation.Answered.read(bytes);
    List<ConsumptionResult> results =
        answered.entry().results(requests, answered.answer(), Consumption.Place.CLUSTER);
    mirror.note(key, answered.entry(), answered.answer().now());
    return results;
  }

  private byte[] invoke(EntryKey entry, EntryOperation operation) {
    return tables.of(entry.kept()).invoke(entry.name(), operation);
  }

  private @Nullable Instant time() {
    return clock == null ? null : clock.instant();
  }
}

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

  /** New clients share so many entries of a table while it has no room for them. A power of two. */
  private static final int OVERFLOWS = 1 << 12;

  @Override
  public List<ConsumptionResult> take(EntryKey entry, List<TokenRequest> requests) {
    return results(entry, requests, EntryOperation.take(entry.kept(), requests, time()));
  }

  @Override
  public List<ConsumptionResult> look(EntryKey entry, List<TokenRequest> requests) {
    return results(entry, requests, EntryOperation.look(entry.kept(), requests, time()));
  }

  @Override
  public void settle(EntryKey entry, List<Settlement> settlements) {
    EntryOperation operation = EntryOperation.settle(entry.kept(), settlements, time());
    if (EntryOperation.isWithoutRoom(invoke(entry, operation))) {
      invokeOnOverflow(entry, operation);
    }
  }

  private List<ConsumptionResult> results(
      EntryKey key, List<TokenRequest> requests, EntryOperation operation) {
    byte[] bytes = invoke(key, operation);
    if (EntryOperation.isWithoutRoom(bytes)) {
      return results(requests, EntryOperation.Answered.read(invokeOnOverflow(key, operation)));
    }
    EntryOperation.Answered answered = EntryOperation.Answered.read(bytes);
    List<ConsumptionResult> results = results(requests, answered);
    mirror.note(key, answered.entry(), answered.answer().now());
    return results;
  }

  private static List<ConsumptionResult> results(
      List<TokenRequest> requests, EntryOperation.Answered answered) {
    return answered.entry().results(requests, answered.answer(), Consumption.Place.CLUSTER);
  }

  private byte[] invoke(EntryKey entry, EntryOperation operation) {
    return tables.of(entry.kept()).invoke(entry.name(), operation);
  }

  private byte[] invokeOnOverflow(EntryKey entry, EntryOperation operation) {
    return tables
        .of(entry.kept())
        .invoke("overflow-" + (entry.name().hashCode() & (OVERFLOWS - 1)), operation.onOverflow());
  }

  private @Nullable Instant time() {
    return clock == null ? null : clock.instant();
  }
}

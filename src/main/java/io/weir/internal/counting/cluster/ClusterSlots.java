package io.weir.internal.counting.cluster;

import com.hazelcast.config.CacheConfig;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.MaxSizePolicy;
import io.weir.internal.counting.slot.SlotRequest;
import io.weir.internal.counting.slot.SlotStore;
import io.weir.internal.counting.wire.SlotOperation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Slots of the cluster. Each call is one operation on the node that keeps those of the key.
 *
 * @param clock the time of operations; null for that of the node that keeps the slots
 */
record ClusterSlots(Cache<String, byte[]> table, @Nullable InstantSource clock)
    implements SlotStore {

  static final String TABLE = "weir-slots";

  private static final int MOST_KEYS = 200_000;

  /** Longer than a lease, so that only keys are forgotten whose nodes have died. */
  private static final long KEPT_MINUTES = 10;

  /** A table with one synchronous backup, so that no slot is lost when a node dies. */
  static CacheConfig<String, byte[]> config() {
    CacheConfig<String, byte[]> config = new CacheConfig<>(TABLE);
    config.setTypes(String.class, byte[].class);
    config.setStatisticsEnabled(true); // They tell how many there are.
    config.setBackupCount(1);
    config.setExpiryPolicyFactory(
        ModifiedExpiryPolicy.factoryOf(
            new javax.cache.expiry.Duration(TimeUnit.MINUTES, KEPT_MINUTES)));
    config.setEvictionConfig(
        new EvictionConfig().setMaxSizePolicy(MaxSizePolicy.ENTRY_COUNT).setSize(MOST_KEYS));
    return config;
  }

  @Override
  public boolean take(String key, SlotRequest request, Duration lease) {
    return SlotOperation.taken(table.invoke(key, SlotOperation.take(request, lease, time())));
  }

  @Override
  public Set<Long> renew(String key, List<SlotRequest> requests, Duration lease) {
    return SlotOperation.lost(table.invoke(key, SlotOperation.renew(requests, lease, time())));
  }

  @Override
  public void release(String key, long id) {
    table.invoke(key, SlotOperation.release(id, time()));
  }

  private @Nullable Instant time() {
    return clock == null ? null : clock.instant();
  }
}

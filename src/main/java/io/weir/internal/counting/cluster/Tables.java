package io.weir.internal.counting.cluster;

import com.hazelcast.cache.CacheStatistics;
import com.hazelcast.cache.ICache;
import com.hazelcast.config.CacheConfig;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.HazelcastInstance;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.wire.FewerTokensMergePolicy;
import io.weir.internal.counting.wire.LeastValuableEviction;
import io.weir.internal.secret.Secret;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.expiry.Duration;
import javax.cache.expiry.ModifiedExpiryPolicy;

/** The tables that all nodes of a cluster share. */
final class Tables {

  /** The map of values that all nodes must share. */
  static final String AGREED = "weir-agreed";

  /** The most entries of one table in the cluster: about 400 bytes each, and a backup of each. */
  private static final int MOST_ENTRIES = 200_000;

  private Tables() {}

  static RetentionClass.Each<Cache<String, byte[]>> of(CacheManager manager) {
    return RetentionClass.each(kept -> cache(manager, table(kept)));
  }

  /** The tables of ledgers, created when they are first asked for. */
  static LedgerRetention.Each<Cache<String, byte[]>> ofLedgers(CacheManager manager) {
    return LedgerRetention.each(kept -> cache(manager, ClusterLedgers.table(kept)));
  }

  /** The table of slots, created when it is first asked for. */
  static Cache<String, byte[]> ofSlots(CacheManager manager) {
    return cache(manager, ClusterSlots.config());
  }

  /** What tables keep in this JVM, as far as it has not only a copy. */
  static TableSize size(String name, Collection<Cache<String, byte[]>> tables) {
    long kept = 0;
    long forgotten = 0;
    for (Cache<String, byte[]> table : tables) {
      CacheStatistics here = table.unwrap(ICache.class).getLocalCacheStatistics();
      kept += here.getOwnedEntryCount();
      forgotten += here.getCacheEvictions();
    }
    return new TableSize(name, kept, forgotten);
  }

  private static Cache<String, byte[]> cache(
      CacheManager manager, CacheConfig<String, byte[]> config) {
    Cache<String, byte[]> cache = manager.getCache(config.getName(), String.class, byte[].class);
    return cache != null ? cache : manager.createCache(config.getName(), config);
  }

  /** A random secret: the first node makes it. */
  static Secret agreedSecret(HazelcastInstance hazelcast) {
    byte[] random = Secret.random().bytes();
    byte[] first = hazelcast.<String, byte[]>getMap(AGREED).putIfAbsent("key-secret", random);
    return Secret.of(first == null ? random : first);
  }

  /** A table with one synchronous backup, so that no consumption is lost when a node dies. */
  static CacheConfig<String, byte[]> table(RetentionClass kept) {
    CacheConfig<String, byte[]> config = new CacheConfig<>(kept.table());
    config.setTypes(String.class, byte[].class);
    config.setStatisticsEnabled(true); // They tell how many entries there are.
    config.setBackupCount(1);
    // MODIFIED: a refused request changes nothing, so it does not prolong its entry. With CREATED
    // or ACCESSED, entries would expire while tokens are missing.
    config.setExpiryPolicyFactory(
        ModifiedExpiryPolicy.factoryOf(new Duration(TimeUnit.SECONDS, kept.kept().toSeconds())));
    config.setEvictionConfig(
        new EvictionConfig()
            .setMaxSizePolicy(MaxSizePolicy.ENTRY_COUNT)
            .setSize(MOST_ENTRIES)
            .setComparator(new LeastValuableEviction(kept)));
    config.getMergePolicyConfig().setPolicy(FewerTokensMergePolicy.class.getName());
    return config;
  }
}

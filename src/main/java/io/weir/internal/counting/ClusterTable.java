package io.weir.internal.counting;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import java.io.Serializable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;

/** Entries of the cluster. */
final class ClusterTable implements BucketTable {

  private final Cache<String, byte[]> cache;
  private final ProxyManager<String> proxies;
  private final Optional<InstantSource> clock;

  private ClusterTable(
      Cache<String, byte[]> cache, ProxyManager<String> proxies, Optional<InstantSource> clock) {
    this.cache = cache;
    this.proxies = proxies;
    this.clock = clock;
  }

  /** A table whose time is that of the node which owns the entry. */
  static ClusterTable of(Cache<String, byte[]> cache) {
    return new ClusterTable(
        cache, Bucket4jJCache.entryProcessorBasedBuilder(cache).build(), Optional.empty());
  }

  /** A table whose time is the asking node's. */
  static ClusterTable of(Cache<String, byte[]> cache, InstantSource clock) {
    return new ClusterTable(
        cache,
        Bucket4jJCache.entryProcessorBasedBuilder(cache)
            .clientClock(new LocalTable.Meter(clock))
            .build(),
        Optional.of(clock));
  }

  @Override
  public ProxyManager<String> proxies() {
    return proxies;
  }

  @Override
  public EntryUpdate.Done change(String key, EntryUpdate update) {
    return cache.invoke(key, new OnOwner(update, clock.map(InstantSource::instant)));
  }

  @Override
  public void remove(String key) {
    cache.remove(key);
  }

  /**
   * A step on its way to the node that owns the entry.
   *
   * @param when in nanoseconds of Unix time, unless it is the owner's time that counts
   */
  private record OnOwner(EntryUpdate update, long when, boolean byOwner)
      implements EntryProcessor<String, byte[], EntryUpdate.Done>, Serializable {

    OnOwner(EntryUpdate update, Optional<Instant> when) {
      this(update, when.map(LocalTable::nanos).orElse(0L), when.isEmpty());
    }

    @Override
    public EntryUpdate.Done process(MutableEntry<String, byte[]> entry, Object... none) {
      byte[] before = entry.exists() ? entry.getValue() : EntryUpdate.NONE;
      EntryUpdate.Done done =
          EntryUpdate.Done.of(update, before, byOwner ? LocalTable.nanos(Instant.now()) : when);
      if (done.changed()) {
        entry.setValue(done.entry());
      }
      return done;
    }
  }
}

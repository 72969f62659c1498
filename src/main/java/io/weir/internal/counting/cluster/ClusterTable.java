package io.weir.internal.counting.cluster;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import io.weir.internal.counting.store.EntryUpdate;
import io.weir.internal.counting.store.Table;
import io.weir.internal.counting.store.UnixTimeMeter;
import java.io.Serializable;
import java.time.Instant;
import java.time.InstantSource;
import javax.cache.Cache;
import javax.cache.processor.EntryProcessor;
import javax.cache.processor.MutableEntry;
import org.jspecify.annotations.Nullable;

/** Entries of the cluster. */
final class ClusterTable implements Table {

  private final Cache<String, byte[]> cache;
  private final ProxyManager<String> proxies;
  private final @Nullable InstantSource clock;

  private ClusterTable(
      Cache<String, byte[]> cache, ProxyManager<String> proxies, @Nullable InstantSource clock) {
    this.cache = cache;
    this.proxies = proxies;
    this.clock = clock;
  }

  /** A table whose time is that of the node that keeps the entry. */
  static ClusterTable of(Cache<String, byte[]> cache) {
    return new ClusterTable(cache, Bucket4jJCache.entryProcessorBasedBuilder(cache).build(), null);
  }

  /** A table whose time is that of the calling node. */
  static ClusterTable of(Cache<String, byte[]> cache, InstantSource clock) {
    return new ClusterTable(
        cache,
        Bucket4jJCache.entryProcessorBasedBuilder(cache)
            .clientClock(new UnixTimeMeter(clock))
            .build(),
        clock);
  }

  @Override
  public ProxyManager<String> proxies() {
    return proxies;
  }

  @Override
  public EntryUpdate.Done change(String key, EntryUpdate update) {
    return cache.invoke(key, new UpdateProcessor(update, clock == null ? null : clock.instant()));
  }

  @Override
  public void remove(String key) {
    cache.remove(key);
  }

  /**
   * Applies an update on the node that keeps the entry.
   *
   * @param time of the update; null for the time of that node
   */
  private record UpdateProcessor(EntryUpdate update, @Nullable Instant time)
      implements EntryProcessor<String, byte[], EntryUpdate.Done>, Serializable {

    @Override
    public EntryUpdate.Done process(MutableEntry<String, byte[]> entry, Object... none) {
      byte[] before = entry.exists() ? entry.getValue() : EntryUpdate.NONE;
      long now = UnixTimeMeter.nanos(time == null ? Instant.now() : time);
      EntryUpdate.Done done = EntryUpdate.Done.of(update, before, now);
      if (done.changed()) {
        entry.setValue(done.entry());
      }
      return done;
    }
  }
}

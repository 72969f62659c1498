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
final class GridTable implements BucketTable {

  private final Cache<String, byte[]> cache;
  private final ProxyManager<String> proxies;
  private final Optional<InstantSource> clock;

  private GridTable(
      Cache<String, byte[]> cache, ProxyManager<String> proxies, Optional<InstantSource> clock) {
    this.cache = cache;
    this.proxies = proxies;
    this.clock = clock;
  }

  /** A table whose time is that of the node which owns the entry. */
  static GridTable of(Cache<String, byte[]> cache) {
    return new GridTable(
        cache, Bucket4jJCache.entryProcessorBasedBuilder(cache).build(), Optional.empty());
  }

  /** A table whose time is the asking node's. */
  static GridTable of(Cache<String, byte[]> cache, InstantSource clock) {
    return new GridTable(
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
  public Step.Done change(String key, Step step) {
    return cache.invoke(key, new OnOwner(step, clock.map(InstantSource::instant)));
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
  private record OnOwner(Step step, long when, boolean byOwner)
      implements EntryProcessor<String, byte[], Step.Done>, Serializable {

    OnOwner(Step step, Optional<Instant> when) {
      this(step, when.map(LocalTable::nanos).orElse(0L), when.isEmpty());
    }

    @Override
    public Step.Done process(MutableEntry<String, byte[]> entry, Object... none) {
      byte[] before = entry.exists() ? entry.getValue() : Step.NONE;
      Step.Done done = Step.Done.of(step, before, byOwner ? LocalTable.nanos(Instant.now()) : when);
      if (done.changed()) {
        entry.setValue(done.entry());
      }
      return done;
    }
  }
}

package io.weir.internal.grid;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import java.time.InstantSource;
import java.util.Optional;
import javax.cache.Cache;

/** Buckets of the cluster. */
final class GridTable implements BucketStore.Table {

  private final Cache<String, byte[]> cache;
  private final ProxyManager<String> proxies;

  private GridTable(Cache<String, byte[]> cache, ProxyManager<String> proxies) {
    this.cache = cache;
    this.proxies = proxies;
  }

  /** A table whose time is that of the node which owns the bucket. */
  static GridTable of(Cache<String, byte[]> cache) {
    return new GridTable(cache, Bucket4jJCache.entryProcessorBasedBuilder(cache).build());
  }

  /** A table whose time is the asking node's. */
  static GridTable of(Cache<String, byte[]> cache, InstantSource clock) {
    return new GridTable(
        cache,
        Bucket4jJCache.entryProcessorBasedBuilder(cache)
            .clientClock(new LocalTable.Meter(clock))
            .build());
  }

  @Override
  public ProxyManager<String> proxies() {
    return proxies;
  }

  @Override
  public Optional<byte[]> bytes(String key) {
    return Optional.ofNullable(cache.get(key));
  }

  @Override
  public boolean replace(String key, byte[] before, byte[] after) {
    return cache.replace(key, before, after);
  }
}

package io.weir.internal.grid;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.grid.jcache.Bucket4jJCache;
import java.util.Optional;
import javax.cache.Cache;

/** Buckets of the cluster. Their time is that of the node which owns the bucket. */
final class GridTable implements BucketStore.Table {

  private final Cache<String, byte[]> cache;
  private final ProxyManager<String> proxies;

  GridTable(Cache<String, byte[]> cache) {
    this.cache = cache;
    this.proxies = Bucket4jJCache.entryProcessorBasedBuilder(cache).build();
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

package io.weir.internal.counting;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Buckets of this JVM alone. Its bound is a backstop: Caffeine keeps what is asked for often, and a
 * bucket under attack is.
 */
final class LocalTable implements BucketTable {

  private static final int MOST_BUCKETS = 200_000;

  private final ConcurrentMap<String, byte[]> buckets;
  private final ProxyManager<String> proxies;
  private final InstantSource clock;

  LocalTable(RetentionClass kept, InstantSource clock) {
    this.clock = clock;
    buckets =
        Caffeine.newBuilder()
            .maximumSize(MOST_BUCKETS)
            .expireAfterWrite(kept.kept())
            .ticker(() -> nanos(clock.instant()))
            // Its own threads would outlive the application.
            .executor(Runnable::run)
            .<String, byte[]>build()
            .asMap();
    proxies = new Proxies(buckets, clock);
  }

  @Override
  public ProxyManager<String> proxies() {
    return proxies;
  }

  @Override
  public EntryUpdate.Done change(String key, EntryUpdate update) {
    while (true) {
      byte[] before = buckets.getOrDefault(key, EntryUpdate.NONE);
      EntryUpdate.Done done = EntryUpdate.Done.of(update, before, nanos(clock.instant()));
      if (!done.changed() || replace(key, before, done.entry())) {
        return done;
      }
    }
  }

  /** Not by {@code compute}: what is only looked at would be kept longer by it. */
  private boolean replace(String key, byte[] before, byte[] after) {
    return before == EntryUpdate.NONE
        ? buckets.putIfAbsent(key, after) == null
        : buckets.replace(key, before, after);
  }

  @Override
  public void remove(String key) {
    buckets.remove(key);
  }

  /** Of Unix time, which fit until 2262. */
  static long nanos(Instant instant) {
    return Duration.between(Instant.EPOCH, instant).toNanos();
  }

  private static final class Proxies extends AbstractCompareAndSwapBasedProxyManager<String> {

    private final ConcurrentMap<String, byte[]> buckets;

    Proxies(ConcurrentMap<String, byte[]> buckets, InstantSource clock) {
      super(ClientSideConfig.getDefault().withClientClock(new Meter(clock)));
      this.buckets = buckets;
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(String key) {
      return new CompareAndSwapOperation() {
        @Override
        public Optional<byte[]> getStateData(Optional<Long> timeoutNanos) {
          return Optional.ofNullable(buckets.get(key));
        }

        @Override
        public boolean compareAndSwap(
            byte @Nullable [] before,
            byte[] after,
            RemoteBucketState state,
            Optional<Long> timeoutNanos) {
          return before == null
              ? buckets.putIfAbsent(key, after) == null
              : buckets.replace(key, before, after);
        }
      };
    }

    @Override
    public void removeProxy(String key) {
      buckets.remove(key);
    }

    @Override
    public boolean isAsyncModeSupported() {
      return false;
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected CompletableFuture<Void> removeAsync(String key) {
      throw new UnsupportedOperationException();
    }
  }

  /** Time for Bucket4j. */
  record Meter(InstantSource clock) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return nanos(clock.instant());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}

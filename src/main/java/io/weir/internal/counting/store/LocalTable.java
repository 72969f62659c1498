package io.weir.internal.counting.store;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Entries of this JVM alone. The table is bounded only as a last resort: Caffeine keeps entries
 * that are used often, as a bucket under attack is.
 */
final class LocalTable implements Table {

  private static final int MOST_ENTRIES = 200_000;

  private final ConcurrentMap<String, byte[]> entries;
  private final ProxyManager<String> proxies;
  private final InstantSource clock;

  LocalTable(RetentionClass kept, InstantSource clock) {
    this.clock = clock;
    entries =
        Caffeine.newBuilder()
            .maximumSize(MOST_ENTRIES)
            .expireAfterWrite(kept.kept())
            .ticker(() -> UnixTimeMeter.nanos(clock.instant()))
            // Threads of Caffeine would outlive the application.
            .executor(Runnable::run)
            .<String, byte[]>build()
            .asMap();
    proxies = new Proxies(entries, clock);
  }

  @Override
  public ProxyManager<String> proxies() {
    return proxies;
  }

  @Override
  public EntryUpdate.Done change(String key, EntryUpdate update) {
    while (true) {
      byte[] before = entries.getOrDefault(key, EntryUpdate.NONE);
      EntryUpdate.Done done =
          EntryUpdate.Done.of(update, before, UnixTimeMeter.nanos(clock.instant()));
      if (!done.changed() || replace(key, before, done.entry())) {
        return done;
      }
    }
  }

  /** Not by {@code compute}: an entry that is only read would be kept longer by it. */
  private boolean replace(String key, byte[] before, byte[] after) {
    return before == EntryUpdate.NONE
        ? entries.putIfAbsent(key, after) == null
        : entries.replace(key, before, after);
  }

  @Override
  public void remove(String key) {
    entries.remove(key);
  }

  private static final class Proxies extends AbstractCompareAndSwapBasedProxyManager<String> {

    private final ConcurrentMap<String, byte[]> entries;

    Proxies(ConcurrentMap<String, byte[]> entries, InstantSource clock) {
      super(ClientSideConfig.getDefault().withClientClock(new UnixTimeMeter(clock)));
      this.entries = entries;
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(String key) {
      return new CompareAndSwapOperation() {
        @Override
        public Optional<byte[]> getStateData(Optional<Long> timeoutNanos) {
          return Optional.ofNullable(entries.get(key));
        }

        @Override
        public boolean compareAndSwap(
            byte @Nullable [] before,
            byte[] after,
            RemoteBucketState state,
            Optional<Long> timeoutNanos) {
          return before == null
              ? entries.putIfAbsent(key, after) == null
              : entries.replace(key, before, after);
        }
      };
    }

    @Override
    public void removeProxy(String key) {
      entries.remove(key);
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
}

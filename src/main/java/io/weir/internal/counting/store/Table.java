package io.weir.internal.counting.store;

import io.github.bucket4j.distributed.proxy.ProxyManager;

/** Entries by key. A table drops an entry when its {@link RetentionClass} is over. */
public interface Table {

  /** Changes one entry in one atomic step. */
  EntryUpdate.Done change(String key, EntryUpdate update);

  void remove(String key);

  /** The same entries, as Bucket4j reads and writes them. */
  ProxyManager<String> proxies();
}

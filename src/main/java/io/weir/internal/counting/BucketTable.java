package io.weir.internal.counting;

import io.github.bucket4j.distributed.proxy.ProxyManager;

/** A table whose entries Bucket4j reads and writes. */
interface BucketTable extends Table {

  ProxyManager<String> proxies();
}

/**
 * The grid: where tokens are kept, in the cluster or in this JVM alone. The only room that names
 * Hazelcast, JCache and Bucket4j.
 *
 * <pre>
 *   Buckets.take ── BucketStore ┬─ JCacheProxyManager ── Hazelcast member     counted with every node
 *                               └─ LocalTable ────────── Caffeine             counted in this JVM
 * </pre>
 */
@NullMarked
package io.weir.internal.grid;

import org.jspecify.annotations.NullMarked;

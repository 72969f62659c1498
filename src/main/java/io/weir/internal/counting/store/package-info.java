/**
 * Buckets, blocks and known logins, kept as entries of tables. Each entry is changed in one atomic
 * step, where it is kept.
 *
 * <pre>
 *   BucketStore ┬─ TokenBuckets ─ Bucket4j ┐
 *               ├─ SlidingWindowBuckets ───┤
 *               ├─ Blocks ─────────────────┼─→ Table ┬─ LocalTable    in this JVM: Caffeine
 *               └─ KnownLogins ────────────┘         └─ ClusterTable  shared by all nodes: JCache
 * </pre>
 */
@NullMarked
package io.weir.internal.counting.store;

import org.jspecify.annotations.NullMarked;

/**
 * The grid: where tokens are kept, in the cluster or in this JVM alone. The only room that names
 * Hazelcast, JCache and Bucket4j.
 *
 * <pre>
 *   Buckets ── BucketStore ┬─ TokenBuckets ────────────┬─ GridTable ── Hazelcast member    with every node
 *                          ├─ StrictBuckets ─┐         └─ LocalTable ─ Caffeine            in this JVM
 *                          ├─ Blocks ────────┼─ notes, each changed in one Step
 *                          └─ Guests ────────┘
 * </pre>
 */
@NullMarked
package io.weir.internal.counting;

import org.jspecify.annotations.NullMarked;

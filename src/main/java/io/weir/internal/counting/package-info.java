/**
 * Counting: tokens of buckets are taken, read, given back and settled. This package has the values
 * and the service that filters use. The packages below keep the buckets, and they alone name
 * Hazelcast, JCache and Bucket4j:
 *
 * <pre>
 *   cluster   a Hazelcast member, its tables and settings; starts and stops the service of this JVM
 *      ↓
 *   store     buckets in tables of this JVM or of the cluster: Bucket4j, sliding windows, blocks
 *      ↓
 *   counting  CountingService ─ SequentialLimiter, FallbackLimiter, DeadlineExecutor ─→ Buckets
 * </pre>
 */
@NullMarked
package io.weir.internal.counting;

import org.jspecify.annotations.NullMarked;

/**
 * The entries of clients: buckets, blocks and known logins. An entry is changed in one atomic step,
 * where it is kept.
 *
 * <pre>
 *   LocalEntries   entries of this JVM, as objects ┐        ┌─ TokenBucket ─ Bucket4j
 *   the cluster    entries as bytes ───────────────┴─→ Entry ┼─ SlidingWindowBucket
 *                                                           └─ BlockState
 * </pre>
 */
@NullMarked
package io.weir.internal.counting.store;

import org.jspecify.annotations.NullMarked;

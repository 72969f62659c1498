/**
 * The front door: what a {@code web.xml} or an application may name, and the way into the house.
 *
 * <pre>
 *   the application's class loader            the house's class loader
 *   ┌──────────────────────────────┐          ┌────────────────────────────────────┐
 *   │ io.weir.RateLimitFilter      │──Filter──▶ io.weir.ratelimit.RateLimit        │
 *   │ jakarta.*, MicroProfile      │◀─────────│ Hazelcast, Bucket4j, SLF4J, …      │
 *   └──────────────────────────────┘          └────────────────────────────────────┘
 * </pre>
 */
@NullMarked
package io.weir;

import org.jspecify.annotations.NullMarked;

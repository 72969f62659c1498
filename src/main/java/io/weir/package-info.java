/**
 * What a {@code web.xml} or an application may name. The implementation and its libraries have a
 * class loader of their own, isolated from the application.
 *
 * <pre>
 *   the application's class loader            the isolated runtime
 *   ┌──────────────────────────────┐          ┌────────────────────────────────────┐
 *   │ io.weir.RateLimitFilter      │──Filter──▶ io.weir.ratelimit.RateLimit        │
 *   │ jakarta.*, MicroProfile      │◀─────────│ Hazelcast, Bucket4j, SLF4J, …      │
 *   └──────────────────────────────┘          └────────────────────────────────────┘
 * </pre>
 */
@NullMarked
package io.weir;

import org.jspecify.annotations.NullMarked;

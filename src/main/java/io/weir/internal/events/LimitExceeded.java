package io.weir.internal.events;

import java.time.Instant;

/**
 * That a request was refused because a limit is reached.
 *
 * @param rule its name
 * @param endpoint the first path of the rule, as the administrator wrote it
 * @param network of the client: 24 bits of an IPv4 address, 64 of an IPv6 address; {@code
 *     unresolved} if the address is not known
 */
public record LimitExceeded(Instant time, String rule, String endpoint, String network)
    implements Event {}

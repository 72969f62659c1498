package io.weir.internal.events;

import java.time.Instant;

/**
 * That a rule blocks a client.
 *
 * @param rule its name
 * @param key the pseudonym of the client
 * @param until the end of the block, as far as it is known
 */
public record KeyBlocked(Instant time, String rule, String key, Instant until) implements Event {}

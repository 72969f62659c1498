package io.weir.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * That a circuit of this node is in another state.
 *
 * @param circuit its name
 * @param state {@code closed}, {@code open} or {@code half-open}
 * @param reason why it opened; empty otherwise
 * @param remaining how long it stays open; nothing if an administrator has to close it, or if it is
 *     not open
 */
public record CircuitChanged(
    Instant time, String circuit, String state, String reason, Optional<Duration> remaining)
    implements Event {}

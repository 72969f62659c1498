package io.weir.internal.events;

import java.time.Duration;
import java.time.Instant;

/**
 * That a call has ended which a circuit let through.
 *
 * @param circuit its name
 * @param outcome {@code success}, {@code failure}, or {@code neither} if it proves nothing
 * @param reason why it counts as a failure; empty otherwise
 * @param duration from the admission to the end
 */
public record CircuitCallEnded(
    Instant time, String circuit, String outcome, String reason, Duration duration)
    implements Event {}

package io.weir.internal.events;

import java.time.Instant;

/**
 * That one request was refused.
 *
 * @param refusal the refusal that it is part of
 */
public record Refused(Instant time, Refusal refusal) implements Event {}

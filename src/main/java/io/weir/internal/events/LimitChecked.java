package io.weir.internal.events;

import java.time.Duration;
import java.time.Instant;

/**
 * That rules have decided about a request.
 *
 * @param endpoint the first path of the first of these rules, as the administrator wrote it
 * @param duration how long the decision took
 */
public record LimitChecked(Instant time, String endpoint, Duration duration) implements Event {}

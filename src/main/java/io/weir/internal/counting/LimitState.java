package io.weir.internal.counting;

import java.time.Duration;

/**
 * The state of one limit of a bucket, read after a request took its tokens or was refused.
 *
 * @param tokens what the full bucket holds
 * @param left what the bucket holds now, at least 0
 * @param delay the time until this limit would admit the request; zero if it does now
 * @param reset the time until the window ends; for {@link Refill#SMOOTH} until the bucket is full
 */
public record LimitState(long tokens, long left, Duration delay, Duration reset) {}

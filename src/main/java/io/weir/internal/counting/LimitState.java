package io.weir.internal.counting;

import java.time.Duration;

/**
 * One limit of a bucket, read after a request took its tokens or was refused.
 *
 * @param tokens what the full bucket holds
 * @param left what it holds now, at least 0
 * @param delay until the request would be admitted by this limit; zero if it is
 * @param reset until the window's end; for a smooth refill until the bucket is full
 */
public record LimitState(long tokens, long left, Duration delay, Duration reset) {}

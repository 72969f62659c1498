package io.weir.internal.counting;

import java.io.Serializable;
import java.time.Duration;

/**
 * So many tokens in such a time.
 *
 * @param tokens what a full bucket holds, at least 1
 * @param period the time in which an empty bucket becomes full, at least 1 second
 */
public record Bandwidth(long tokens, Duration period) implements Serializable {}

package io.weir.internal.grid;

import java.time.Duration;

/**
 * So many tokens in such a time.
 *
 * @param tokens what a full bucket holds, at least 1
 * @param period the time in which an empty bucket becomes full, at least 1 second
 */
public record Bandwidth(long tokens, Duration period) {

  /** How tokens come back. */
  public enum Refill {
    /** All at once when a window ends; windows follow one another from the bucket's first use. */
    WINDOW,
    /** One by one. */
    SMOOTH,
    /** All at once at the clock's full minute, hour or day. */
    ALIGNED
  }
}

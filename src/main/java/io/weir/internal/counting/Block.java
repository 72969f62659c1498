package io.weir.internal.counting;

import java.time.Duration;

/**
 * How long a bucket refuses everything after it has refused a request.
 *
 * @param first the length of the first block, at least 1 second
 * @param longest the length up to which blocks double, {@code first} to 366 days; {@code first} if
 *     blocks do not double
 */
public record Block(Duration first, Duration longest) {

  public Block {
    if (first.compareTo(Limit.MIN_PERIOD) < 0 || longest.compareTo(Limit.MAX_PERIOD) > 0) {
      throw new IllegalArgumentException("a block of 1 second to 366 days is allowed.");
    }
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the time after \"doubling to\" must be longer than the first block.");
    }
  }

  /** How many times a block can double. */
  public int doublings() {
    int doublings = 0;
    for (Duration length = first; length.compareTo(longest) < 0; length = length.multipliedBy(2)) {
      doublings++;
    }
    return doublings;
  }
}

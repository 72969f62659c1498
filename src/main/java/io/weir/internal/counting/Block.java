package io.weir.internal.counting;

import java.time.Duration;

/**
 * How long who was refused stays refused.
 *
 * @param first the length of a block, at least 1 second
 * @param longest what blocks double up to, at most 366 days; the same if they do not double
 */
public record Block(Duration first, Duration longest) {

  private static final Duration LEAST = Duration.ofSeconds(1);

  public Block {
    if (first.compareTo(LEAST) < 0 || longest.compareTo(RetentionClass.LONGEST) > 0) {
      throw new IllegalArgumentException("a block of 1 second to 366 days is allowed.");
    }
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a block doubles to a time that is longer than the first.");
    }
  }

  /** How many times a block can double. */
  int doublings() {
    int doublings = 0;
    for (Duration length = first; length.compareTo(longest) < 0; length = length.multipliedBy(2)) {
      doublings++;
    }
    return doublings;
  }
}

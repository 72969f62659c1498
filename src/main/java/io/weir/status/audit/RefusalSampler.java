package io.weir.status.audit;

import java.time.Instant;

/**
 * Lets a number of refusals through in each second, and counts the others. Requests at the same
 * time are told in any order: a time shortly before the last one belongs to the same second. Used
 * by one thread.
 */
final class RefusalSampler {

  /** A time further back is from before the clock was set back. */
  private static final long DISORDER = 60;

  private final int most;
  private long second;
  private int written;
  private long leftOut;

  /**
   * Nothing was refused yet.
   *
   * @param most refusals in a second
   */
  RefusalSampler(int most) {
    this.most = most;
  }

  /** Whether a refusal of this time has a line. */
  boolean admits(Instant time) {
    if (isAnother(time)) {
      second = time.getEpochSecond();
      written = 0;
    }
    if (written < most) {
      written++;
      return true;
    }
    leftOut++;
    return false;
  }

  /** How many have no line that were refused before this second; from now on it counts anew. */
  long takeLeftOut(Instant now) {
    return isAnother(now) ? takeLeftOut() : 0;
  }

  private boolean isAnother(Instant time) {
    return time.getEpochSecond() > second || time.getEpochSecond() < second - DISORDER;
  }

  /** How many have no line; from now on it counts anew. */
  long takeLeftOut() {
    long taken = leftOut;
    leftOut = 0;
    return taken;
  }
}

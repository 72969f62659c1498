package io.weir.internal.counting;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * When the last tokens of a strict limit were taken, oldest first. It cannot be told from fewer
 * numbers: each token comes back a period after it was taken.
 */
final class SlidingWindowLog {

  /** Nanoseconds of Unix time, one a token. */
  private final long[] at;

  private SlidingWindowLog(long[] at) {
    this.at = at;
  }

  static SlidingWindowLog of(byte[] entry) {
    if (entry.length == 0) {
      return new SlidingWindowLog(new long[0]);
    }
    ByteBuffer rest = EntryHeader.rest(entry);
    long[] at = new long[rest.remaining() / Long.BYTES];
    rest.asLongBuffer().get(at);
    return new SlidingWindowLog(at);
  }

  /**
   * As an entry.
   *
   * @param most how many there can be
   * @param longest the longest period of a limit, in nanoseconds
   */
  byte[] entry(long most, long longest) {
    return EntryHeader.entry(
        (double) at.length / most,
        last(0) + longest,
        at.length * Long.BYTES,
        entry -> entry.asLongBuffer().put(at));
  }

  /** These without what is too old to matter, and so many tokens more. */
  SlidingWindowLog and(long tokens, long now, long longest) {
    long[] kept = Arrays.copyOfRange(at, at.length - since(now - longest), at.length);
    long[] more = Arrays.copyOf(kept, kept.length + (int) tokens);
    // A clock that was set back moves no token to before another.
    Arrays.fill(more, kept.length, more.length, Math.max(now, last(now)));
    return new SlidingWindowLog(more);
  }

  /** These without so many of this time. */
  SlidingWindowLog without(long tokens, long when) {
    int first = Arrays.binarySearch(at, when);
    while (first > 0 && at[first - 1] == when) {
      first--;
    }
    if (first < 0) {
      return this;
    }
    int end = first;
    while (end < at.length && at[end] == when && end - first < tokens) {
      end++;
    }
    long[] left = Arrays.copyOf(at, at.length - (end - first));
    System.arraycopy(at, end, left, first, at.length - end);
    return new SlidingWindowLog(left);
  }

  /** How many tokens were taken later than that. */
  int since(long when) {
    int later = 0;
    while (later < at.length && at[at.length - 1 - later] > when) {
      later++;
    }
    return later;
  }

  /** How long until a limit has so many tokens, in nanoseconds; 0 if it has. */
  long wait(long tokens, Bandwidth limit, long now) {
    int blocking = at.length - 1 - (int) (limit.tokens() - tokens);
    return blocking < 0 ? 0 : Math.max(0, at[blocking] + limit.period().toNanos() - now);
  }

  /** When the last token was taken; {@code otherwise} if none was. */
  long last(long otherwise) {
    return at.length == 0 ? otherwise : at[at.length - 1];
  }

  /** How long until a limit has all its tokens. */
  long untilFull(long period, long now) {
    return Math.max(0, last(now - period) + period - now);
  }
}

package io.weir.internal.counting.store;

import io.weir.internal.counting.Limit;
import java.util.Arrays;

/**
 * The times at which the last tokens of a strict limit were taken, oldest first. Fewer numbers are
 * not enough: each token comes back one period after it was taken.
 */
final class SlidingWindowLog {

  /** One for each token, in nanoseconds of Unix time. */
  private final long[] at;

  private SlidingWindowLog(long[] at) {
    this.at = at;
  }

  static SlidingWindowLog empty() {
    return new SlidingWindowLog(new long[0]);
  }

  static SlidingWindowLog read(ByteReader in) {
    long[] at = new long[(int) in.count()];
    long last = 0;
    for (int i = 0; i < at.length; i++) {
      last += in.count();
      at[i] = last;
    }
    return new SlidingWindowLog(at);
  }

  void write(ByteWriter out) {
    out.count(at.length);
    long last = 0;
    for (long time : at) {
      out.count(time - last);
      last = time;
    }
  }

  /** The log with all times earlier by this much. */
  SlidingWindowLog shifted(long nanos) {
    return new SlidingWindowLog(Arrays.stream(at).map(time -> time - nanos).toArray());
  }

  int size() {
    return at.length;
  }

  /** The log with more tokens, taken now, and without those that came back. */
  SlidingWindowLog and(long tokens, long now, long longest) {
    long[] kept = Arrays.copyOfRange(at, at.length - since(now - longest), at.length);
    long[] more = Arrays.copyOf(kept, kept.length + (int) tokens);
    // The times stay in order when the clock is set back.
    Arrays.fill(more, kept.length, more.length, Math.max(now, last(now)));
    return new SlidingWindowLog(more);
  }

  /** The log with at most this many of the last tokens. */
  SlidingWindowLog newest(long most) {
    return at.length <= most
        ? this
        : new SlidingWindowLog(Arrays.copyOfRange(at, at.length - (int) most, at.length));
  }

  /** The log with this many tokens less of those taken at this time; itself if there are none. */
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

  /** How many tokens were taken later than this. */
  int since(long when) {
    int later = 0;
    while (later < at.length && at[at.length - 1 - later] > when) {
      later++;
    }
    return later;
  }

  /** The time until a limit has this many tokens, in nanoseconds; 0 if it has them now. */
  long delay(long tokens, Limit limit, long now) {
    int blocking = at.length - 1 - (int) (limit.tokens() - tokens);
    return blocking < 0 ? 0 : Math.max(0, at[blocking] + limit.period().toNanos() - now);
  }

  /** When the last token was taken; {@code otherwise} if none was taken. */
  long last(long otherwise) {
    return at.length == 0 ? otherwise : at[at.length - 1];
  }

  /** The time until a limit has all its tokens, in nanoseconds. */
  long untilFull(long period, long now) {
    return Math.max(0, last(now - period) + period - now);
  }
}

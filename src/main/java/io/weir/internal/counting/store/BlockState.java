package io.weir.internal.counting.store;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.Limit;
import org.jspecify.annotations.Nullable;

/**
 * The last block of one bucket.
 *
 * @param until its end, in nanoseconds of Unix time
 * @param doublings how often blocks have doubled; -1 if the block was lifted, and was the first
 * @param forgottenAt when the last doubling has faded, at most a year after the end
 */
record BlockState(long until, int doublings, long forgottenAt) {

  private static final long YEAR = Limit.MAX_PERIOD.toNanos();

  /**
   * A block that is twice as long as the one before. Each time that the longest block could have
   * passed since takes back one doubling.
   *
   * @param last the block before
   * @param atLeast how long the bucket itself refuses
   */
  static BlockState after(@Nullable BlockState last, Block block, long atLeast, long now) {
    long longest = block.longest().toNanos();
    int most = block.doublings();
    int doublings = 0;
    if (last != null && last.doublings >= 0) {
      long quiet = (now - last.until) / longest;
      doublings = (int) Math.max(0, Math.min(most, last.doublings + 1 - quiet));
    }
    long length = doublings >= most ? longest : block.first().toNanos() << doublings;
    long until = now + Math.max(length, atLeast);
    return new BlockState(until, doublings, until + fade(longest, most));
  }

  private static long fade(long longest, int doublings) {
    return longest > YEAR / (doublings + 1L) ? YEAR : longest * (doublings + 1L);
  }

  /** The block ends as if it had never been: the next one is as long as this one was. */
  BlockState lifted(long now) {
    return new BlockState(now, doublings - 1, forgottenAt);
  }

  BlockState shifted(long nanos) {
    return new BlockState(until - nanos, doublings, forgottenAt - nanos);
  }

  static BlockState read(ByteReader in) {
    return new BlockState(in.fixed(), (int) in.signed(), in.fixed());
  }

  void write(ByteWriter out) {
    out.fixed(until).signed(doublings).fixed(forgottenAt);
  }
}

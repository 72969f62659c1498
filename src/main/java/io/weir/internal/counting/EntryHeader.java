package io.weir.internal.counting;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** How entries that are not Bucket4j's begin: with what a full table goes by. */
final class EntryHeader {

  /** Bytes before the entry's own. */
  private static final int HEAD = Double.BYTES + Long.BYTES;

  private EntryHeader() {}

  /**
   * An entry.
   *
   * @param weight what would be lost if it were forgotten: a full table drops the lightest
   * @param over when nothing would be lost any more, in nanoseconds of Unix time
   * @param length of what follows, in bytes
   * @param written what follows
   */
  static byte[] entry(double weight, long over, int length, Consumer<ByteBuffer> written) {
    byte[] entry = new byte[HEAD + length];
    written.accept(ByteBuffer.wrap(entry).putDouble(weight).putLong(over));
    return entry;
  }

  /** What follows in an entry that is there. */
  static ByteBuffer rest(byte[] entry) {
    return ByteBuffer.wrap(entry, HEAD, entry.length - HEAD);
  }

  /** What would be lost if it were forgotten now. */
  static double weight(byte[] entry, long now) {
    ByteBuffer head = ByteBuffer.wrap(entry);
    double weight = head.getDouble();
    return head.getLong() > now ? weight : 0;
  }
}

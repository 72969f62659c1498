package io.weir.internal.counting.store;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The header of entries that are not buckets of Bucket4j: a full table evicts entries by it.
 *
 * <pre>
 *   8 bytes  weight: what is lost if the entry is evicted
 *   8 bytes  the time after which nothing is lost, in nanoseconds of Unix time
 *   …        content
 * </pre>
 */
public final class EntryHeader {

  private static final int LENGTH = Double.BYTES + Long.BYTES;

  private EntryHeader() {}

  /**
   * An entry with a header.
   *
   * @param weight what is lost if the entry is evicted: a full table evicts the lightest
   * @param over the time after which nothing is lost, in nanoseconds of Unix time
   * @param length of the content, in bytes
   * @param content writes the content
   */
  static byte[] entry(double weight, long over, int length, Consumer<ByteBuffer> content) {
    byte[] entry = new byte[LENGTH + length];
    content.accept(ByteBuffer.wrap(entry).putDouble(weight).putLong(over));
    return entry;
  }

  /** The content of an entry that exists. */
  static ByteBuffer content(byte[] entry) {
    return ByteBuffer.wrap(entry, LENGTH, entry.length - LENGTH);
  }

  /** What is lost if the entry is evicted now; 0 if nothing. */
  public static double weight(byte[] entry, long now) {
    ByteBuffer header = ByteBuffer.wrap(entry);
    double weight = header.getDouble();
    return header.getLong() > now ? weight : 0;
  }
}

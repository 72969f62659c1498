package io.weir.internal.grid;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** How entries that are not Bucket4j's begin: with what a full table goes by. */
final class Note {

  /** Bytes before the entry's own. */
  private static final int HEAD = Double.BYTES;

  private Note() {}

  /**
   * An entry.
   *
   * @param weight what would be lost if it were forgotten: a full table drops the lightest
   * @param length of what follows, in bytes
   * @param written what follows
   */
  static byte[] entry(double weight, int length, Consumer<ByteBuffer> written) {
    byte[] entry = new byte[HEAD + length];
    written.accept(ByteBuffer.wrap(entry).putDouble(weight));
    return entry;
  }

  /** What follows in an entry that is there. */
  static ByteBuffer rest(byte[] entry) {
    return ByteBuffer.wrap(entry, HEAD, entry.length - HEAD);
  }

  static double weight(byte[] entry) {
    return ByteBuffer.wrap(entry).getDouble();
  }
}

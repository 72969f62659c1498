package io.weir.internal.counting.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what a {@link ByteWriter} has written. */
public final class ByteReader {

  private final byte[] bytes;
  private int at;

  public ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The number in the next byte, 0 to 255. */
  public int octet() {
    return bytes[at++] & 0xFF;
  }

  /** The number in the next eight bytes. */
  public long fixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << Byte.SIZE) | octet();
    }
    return value;
  }

  /** A number that is 0 or more. */
  public long count() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = octet();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
  }

  /** A number that may be negative. */
  public long signed() {
    long value = count();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A text. */
  public String text() {
    return new String(array(), StandardCharsets.UTF_8);
  }

  /** Bytes, after their number. */
  public byte[] array() {
    int length = (int) count();
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }
}

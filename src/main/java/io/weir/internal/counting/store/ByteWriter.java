package io.weir.internal.counting.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes numbers and texts into a growing array. Small numbers take few bytes. */
public final class ByteWriter {

  private byte[] bytes = new byte[128];
  private int length;

  /** What was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** The number in one byte. */
  public ByteWriter octet(int value) {
    room(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** The number in eight bytes. */
  public ByteWriter fixed(long value) {
    room(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** A number that is 0 or more: seven bits in each byte, the lowest first. */
  public ByteWriter count(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** A number that may be negative. */
  public ByteWriter signed(long value) {
    return count((value << 1) ^ (value >> 63));
  }

  /** A text. */
  public ByteWriter text(String value) {
    return array(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes, after their number. */
  public ByteWriter array(byte[] value) {
    count(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}

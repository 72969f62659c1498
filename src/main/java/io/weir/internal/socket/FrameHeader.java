package io.weir.internal.socket;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The header of a frame that a client sends (RFC 6455, section 5.2).
 *
 * <pre>
 *   FIN RSV1-3 opcode │ MASK length │ length of 16 or 64 bits │ masking key
 *          1 byte     │    1 byte   │     0, 2 or 8 bytes     │ 0 or 4 bytes
 * </pre>
 *
 * @param compressed RSV1 of the first frame of a message: permessage-deflate (RFC 7692)
 * @param size of the header in bytes
 * @param payload bytes that follow it; negative if the client sent a length that no frame may have
 */
record FrameHeader(boolean last, boolean compressed, int opcode, int size, long payload) {

  private static final int CONTINUATION = 0;
  private static final int FIRST_CONTROL = 8;
  private static final int CLOSE = 8;

  /** Reads a header from the position on; empty if the bytes end before the header. */
  static Optional<FrameHeader> of(ByteBuffer bytes) {
    int start = bytes.position();
    if (bytes.remaining() < 2) {
      return Optional.empty();
    }
    int first = bytes.get(start);
    int second = bytes.get(start + 1);
    int length = second & 0x7f;
    int extended = length == 126 ? Short.BYTES : length == 127 ? Long.BYTES : 0;
    int size = 2 + extended + (second < 0 ? Integer.BYTES : 0);
    if (bytes.remaining() < size) {
      return Optional.empty();
    }
    long payload =
        switch (extended) {
          case Short.BYTES -> Short.toUnsignedLong(bytes.getShort(start + 2));
          case Long.BYTES -> bytes.getLong(start + 2);
          default -> length;
        };
    return Optional.of(
        new FrameHeader(first < 0, (first & 0x40) != 0, first & 0x0f, size, payload));
  }

  /** Whether it begins a message of the application. */
  boolean isFirst() {
    return opcode != CONTINUATION && !isControl();
  }

  /** Whether it is a ping, a pong or a close frame, which may stand between those of a message. */
  boolean isControl() {
    return opcode >= FIRST_CONTROL;
  }

  boolean isClose() {
    return opcode == CLOSE;
  }
}

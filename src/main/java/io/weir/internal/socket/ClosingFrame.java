package io.weir.internal.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Why Weir closes a socket. The server reads it as a close frame of the client, and answers with
 * the same code and reason, as RFC 6455 wants it (section 5.5.1): the client reads that, and the
 * application hears of the end as of any other.
 *
 * @param code of RFC 6455, section 7.4, or of its registry
 * @param reason in ASCII, at most 123 characters
 */
public record ClosingFrame(int code, String reason) {

  /** The time or the budget of the socket is over. */
  public static final int POLICY_VIOLATION = 1008;

  /** The client sends too much; it may come again later. */
  public static final int TRY_AGAIN_LATER = 1013;

  private static final int FINAL_CLOSE = 0x88;
  private static final int MASKED = 0x80;
  private static final int MOST = 123;

  /** Checks the length. */
  public ClosingFrame {
    if (reason.length() > MOST) {
      throw new IllegalArgumentException("a reason has at most %s characters".formatted(MOST));
    }
  }

  /** As a client sends it: masked, with the key 0, which changes nothing. */
  byte[] bytes() {
    return bytes(code);
  }

  /** The answer of a client to a close frame that the server has sent. */
  byte[] answer() {
    return bytes(POLICY_VIOLATION);
  }

  private byte[] bytes(int code) {
    byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(2 + Integer.BYTES + Short.BYTES + text.length)
        .put((byte) FINAL_CLOSE)
        .put((byte) (MASKED | Short.BYTES + text.length))
        .putInt(0)
        .putShort((short) code)
        .put(text)
        .array();
  }
}

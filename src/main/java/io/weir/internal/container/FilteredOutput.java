package io.weir.internal.container;

import io.weir.internal.http.OutputStreamWrapper;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Output that changes the code of the close frame with which the server answers one. Tyrus knows no
 * code above 1011 but those of applications, and answers others with 1002 as a mistake.
 */
final class FilteredOutput extends OutputStreamWrapper {

  /** Policy violation (RFC 6455 §7.4.1). */
  private static final short ANSWERED = 1008;

  private static final byte CLOSE = (byte) 0x88;
  private static final int HEADER = 2;

  private volatile short code = ANSWERED;

  FilteredOutput(ServletOutputStream out) {
    super(out);
  }

  /** The code to send in place of the answer. */
  void closeWith(int instead) {
    code = (short) instead;
  }

  /** Tyrus writes each frame at once. */
  @Override
  public void write(byte[] frame, int start, int length) throws IOException {
    ByteBuffer written = ByteBuffer.wrap(frame, start, length);
    if (length < HEADER + Short.BYTES
        || frame[start] != CLOSE
        || written.getShort(start + HEADER) != ANSWERED) {
      super.write(frame, start, length);
      return;
    }
    byte[] changed = new byte[length];
    written.get(changed);
    ByteBuffer.wrap(changed).putShort(HEADER, code);
    super.write(changed, 0, length);
  }
}

package io.weir.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client with little cost of its own: one connection, one request after another. */
final class Connection implements AutoCloseable {

  /** The end of the header section (RFC 9112 §2.1). */
  private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private final InputStream in;
  private final byte[] request;

  /** A connection to the server at this port, for {@code GET path}. */
  Connection(int port, String path) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream());
    request =
        ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Sends the request and reads the answer.
   *
   * @param body how many bytes it has after its headers
   * @return the status
   */
  int exchange(int body) throws IOException {
    socket.getOutputStream().write(request);
    in.skipNBytes("HTTP/1.1 ".length());
    int status = 0;
    for (int digit = 0; digit < 3; digit++) {
      status = status * 10 + read() - '0';
    }
    for (int matched = 0; matched < END.length; ) {
      int c = read();
      matched = c == END[matched] ? matched + 1 : c == END[0] ? 1 : 0;
    }
    in.skipNBytes(body);
    return status;
  }

  private int read() throws IOException {
    int c = in.read();
    if (c < 0) {
      throw new EOFException();
    }
    return c;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

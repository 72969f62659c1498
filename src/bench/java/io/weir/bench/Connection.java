package io.weir.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A client with little cost of its own: one connection, one request after another. */
final class Connection implements AutoCloseable {

  private static final String LENGTH = "content-length:";

  /** A power of two. */
  private static final int CLIENTS = 1 << 13;

  /** The same document, asked for by many clients behind a proxy. */
  private static final List<byte[]> REQUESTS =
      IntStream.range(0, CLIENTS)
          .mapToObj(
              client ->
                  """
                  GET /protected HTTP/1.1\r
                  Host: localhost\r
                  Accept: application/json\r
                  X-Forwarded-For: 198.18.%s.%s\r
                  \r
                  """
                      .formatted(client >> 8, client & 0xFF)
                      .getBytes(StandardCharsets.US_ASCII))
          .toList();

  private final Socket socket;
  private final InputStream in;
  private final StringBuilder line = new StringBuilder();
  private int next;

  /**
   * A connection to the server at this port.
   *
   * @param first number of the first client that asks
   */
  Connection(int port, int first) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream());
    next = first;
  }

  /**
   * Sends a request of the next client, and reads the answer, which tells its length.
   *
   * @return the status
   */
  int exchange() throws IOException {
    socket.getOutputStream().write(REQUESTS.get(next++ & (CLIENTS - 1)));
    readLine();
    int status = Integer.parseInt(line, "HTTP/1.1 ".length(), "HTTP/1.1 200".length(), 10);
    long length = -1;
    for (readLine(); !line.isEmpty(); readLine()) {
      if (line.length() > LENGTH.length()
          && line.substring(0, LENGTH.length()).toLowerCase(Locale.ROOT).equals(LENGTH)) {
        length = Long.parseLong(line.substring(LENGTH.length()).strip());
      }
    }
    if (length < 0) {
      throw new IOException("an answer without its length");
    }
    in.skipNBytes(length);
    return status;
  }

  private void readLine() throws IOException {
    line.setLength(0);
    for (int c = read(); c != '\n'; c = read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
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

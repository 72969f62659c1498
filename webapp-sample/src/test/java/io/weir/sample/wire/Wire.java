package io.weir.sample.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A way to a server, a connection for each request.
 *
 * @param from an address of this machine, by which the server knows the client: of Linux all that
 *     begin with 127
 */
public record Wire(InetSocketAddress server, InetAddress from) {

  /** Longer than any answer takes; a server may wait for more of a request that is none. */
  private static final int PATIENCE_MILLIS = 3_000;

  private static final Set<Integer> BODILESS = Set.of(101, 204, 304);

  /** From 127.0.0.1. */
  public static Wire to(URI uri) {
    return to(uri.getPort());
  }

  /** From 127.0.0.1 to a port of it. */
  public static Wire to(int port) {
    InetAddress loopback = address("127.0.0.1");
    return new Wire(new InetSocketAddress(loopback, port), loopback);
  }

  /** The same from another address of this machine. */
  public Wire from(String literal) {
    return new Wire(server, address(literal));
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a request and returns what comes back.
   *
   * @param octets each character is one; the request asks to close the connection
   */
  public Reply send(String octets) {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(server);
      socket.setSoTimeout(PATIENCE_MILLIS);
      write(socket, octets);
      return Reply.of(read(socket.getInputStream(), octets.startsWith("HEAD ")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Socket socket, String octets) throws IOException {
    try {
      socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException refused) {
      // A server need not read to its end what it does not like; its answer may be there.
    }
  }

  private static String read(InputStream in, boolean ofHead) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    try {
      for (int length = in.read(part); length >= 0; length = in.read(part)) {
        read.write(part, 0, length);
        if (isWhole(read.toString(StandardCharsets.ISO_8859_1), ofHead)) {
          break; // A server may leave the connection open.
        }
      }
    } catch (SocketTimeoutException silent) {
      // Whatever came is the answer.
    } catch (IOException reset) {
      // Likewise: the server has not read all of the request.
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  /** RFC 9112 §6.3. */
  private static boolean isWhole(String octets, boolean ofHead) {
    Reply reply = Reply.of(octets);
    if (reply.status() == 0) {
      return false;
    }
    if (ofHead || BODILESS.contains(reply.status())) {
      return true;
    }
    String length = reply.header("Content-Length");
    return length.isEmpty()
        ? reply.body().endsWith("0\r\n\r\n")
        : reply.body().length() >= Integer.parseInt(length);
  }
}

package io.weir.internal.container;

import java.nio.ByteBuffer;

/** Watches what a client sends over a connection that an upgrade opened, and may end it. */
public interface SocketFilter {

  /** The connection has changed its protocol. Called before anything is read. */
  void opened(SocketConnection connection);

  /**
   * How many of these bytes the server may read now. It is asked about the others again, together
   * with what follows them. One thread at a time asks.
   *
   * @param bytes received; the position does not matter to the caller
   */
  int pass(ByteBuffer bytes);

  /**
   * What the server reads in place of everything that the client still sends; empty while the
   * client is heard.
   */
  byte[] ending();

  /** The connection is closed. A server may tell it more than once. */
  void closed();
}

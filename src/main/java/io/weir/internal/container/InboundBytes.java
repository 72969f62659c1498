package io.weir.internal.container;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the server reads of a connection, in place of what the client sends. One thread at a time
 * reads it.
 *
 * <pre>
 *   client → held: the filter has yet to decide → ready → server
 *                           ending of the filter ──┘
 * </pre>
 */
final class InboundBytes {

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /** Reads from the client. */
  @FunctionalInterface
  interface Source {

    /** As {@link java.nio.channels.ReadableByteChannel#read}. */
    int read(ByteBuffer into) throws IOException;
  }

  private final SocketFilter filter;
  private ByteBuffer held = NONE;
  private ByteBuffer ready = NONE;
  private boolean ended;

  InboundBytes(SocketFilter filter) {
    this.filter = filter;
  }

  /** How many bytes can be read although the client sends nothing. */
  int available() {
    return ready.hasRemaining() || ended ? ready.remaining() : filter.ending().length;
  }

  /** Reads like a channel: 0 if there is nothing now, -1 at the end. */
  int read(ByteBuffer into, Source source) throws IOException {
    if (!into.hasRemaining()) {
      return 0;
    }
    end();
    if (!ready.hasRemaining()) {
      int received = receive(Math.max(into.remaining(), held.remaining() + 1), source);
      if (received < 0) {
        return received;
      }
    }
    int given = Math.min(into.remaining(), ready.remaining());
    into.put(ready.slice().limit(given));
    ready.position(ready.position() + given);
    if (!ready.hasRemaining()) {
      ready = NONE; // An idle socket keeps no buffer.
    }
    return given;
  }

  private int receive(int most, Source source) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(most).put(held.slice());
    int received = source.read(bytes);
    if (received <= 0 || ended) {
      return Math.min(received, 0);
    }
    bytes.flip();
    int passed = filter.pass(bytes.slice());
    ready = bytes.slice().limit(passed);
    bytes.position(passed);
    held = bytes.hasRemaining() ? ByteBuffer.allocate(bytes.remaining()).put(bytes).flip() : NONE;
    end();
    return received;
  }

  /** Adds the ending of the filter to what is ready, once. */
  private void end() {
    byte[] ending = ended ? new byte[0] : filter.ending();
    if (ending.length > 0) {
      ended = true;
      held = NONE;
      ready = ByteBuffer.allocate(ready.remaining() + ending.length).put(ready).put(ending).flip();
    }
  }
}

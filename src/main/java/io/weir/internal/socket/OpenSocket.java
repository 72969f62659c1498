package io.weir.internal.socket;

import io.weir.internal.container.SocketConnection;
import io.weir.internal.container.SocketFilter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A socket from its handshake to its end.
 *
 * <pre>
 *   asked for ── 101 ──▶ open ── end: close frame to read, between two frames ──▶ ending ──▶ closed
 *       └ 30 s: closed                                                              └ 5 s: terminated
 * </pre>
 */
public final class OpenSocket implements SocketFilter {

  /** A peer that does not answer a close frame has no claim to more. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** So long after the handshake began, the server has opened the connection or never will. */
  private static final Duration OPENING = Duration.ofSeconds(30);

  private static final byte[] NOTHING = new byte[0];

  private final OpenSockets all;
  private final SocketLimits limits;
  private final Instant asked;
  private final FrameParser parser = new FrameParser();
  private @Nullable SocketConnection connection;
  private @Nullable ClosingFrame closing;
  private Instant closingSince;

  /** What the server reads at the end; nothing until the server may have been told otherwise. */
  private byte[] last = NOTHING;

  /** Bytes of the message whose fragments come now. */
  private long messageBytes;

  private boolean closed;

  OpenSocket(OpenSockets all, SocketLimits limits, Instant asked) {
    this.all = all;
    this.limits = limits;
    this.asked = asked;
    closingSince = asked;
  }

  @Override
  public void opened(SocketConnection to) {
    synchronized (this) {
      connection = to;
      if (!closed) {
        return;
      }
    }
    to.terminate(); // It has been given up, and nobody counts it any more.
  }

  /**
   * Closes the socket with a code and a reason; what the client sends meanwhile is not read. The
   * first reason stays.
   */
  public void end(ClosingFrame why) {
    if (begin(why)) {
      farewell(why);
      all.wake(this);
    }
  }

  private synchronized boolean begin(ClosingFrame why) {
    if (closed || closing != null) {
      return false;
    }
    closing = why;
    closingSince = all.now();
    return true;
  }

  /** Without the monitor: the server may call back. */
  private void farewell(ClosingFrame why) {
    SocketConnection to;
    synchronized (this) {
      to = connection;
    }
    boolean sent = to != null && to.sendClose(why.code(), why.reason());
    synchronized (this) {
      last = sent ? why.answer() : why.bytes();
    }
  }

  @Override
  public int pass(ByteBuffer bytes) {
    Optional<ClosingFrame> over = limits.over();
    if (over.isPresent() && begin(over.get())) {
      farewell(over.get());
    }
    AtomicReference<@Nullable ClosingFrame> refused = new AtomicReference<>();
    int passed;
    synchronized (this) {
      passed = parser.pass(bytes, frame -> closing == null && admits(frame, refused));
    }
    ClosingFrame why = refused.get();
    if (why != null && begin(why)) {
      farewell(why);
    }
    return passed;
  }

  private boolean admits(FrameHeader frame, AtomicReference<@Nullable ClosingFrame> refused) {
    if (frame.isClose()) {
      return true; // It ends the socket.
    }
    long bytes = Math.max(frame.payload(), 0); // The server refuses a negative length.
    if (frame.isControl()) {
      limits.refuses(new SentFrame(true, bytes, bytes)).ifPresent(refused::set);
    } else {
      long before = frame.isFirst() ? 0 : messageBytes;
      messageBytes = before + Math.min(bytes, Long.MAX_VALUE - before);
      limits
          .refuses(new SentFrame(frame.isFirst() || bytes == 0, bytes, messageBytes))
          .ifPresent(refused::set);
    }
    return refused.get() == null;
  }

  @Override
  public synchronized byte[] ending() {
    return parser.isBetweenFrames() ? last : NOTHING;
  }

  /** Ends it if it is time, and gives up a peer that does not let it end. */
  void check(Instant now) {
    SocketConnection to;
    boolean isClosing;
    Instant since;
    synchronized (this) {
      to = connection;
      isClosing = closing != null;
      since = closingSince;
    }
    if (to == null) {
      if (!now.isBefore(asked.plus(OPENING))) {
        closed();
      }
    } else if (isClosing) {
      if (now.isBefore(since.plus(GRACE))) {
        all.wake(this); // It may have been within a frame before.
      } else {
        all.terminate(this);
      }
    } else {
      limits.over().ifPresent(this::end);
    }
  }

  void wake() {
    SocketConnection to;
    synchronized (this) {
      to = closed ? null : connection;
    }
    if (to != null) {
      to.wake();
    }
  }

  /** Closes the connection without waiting for the peer. */
  void terminate() {
    SocketConnection to;
    synchronized (this) {
      to = closed ? null : connection;
    }
    try {
      if (to != null) {
        to.terminate();
      }
    } finally {
      closed();
    }
  }

  @Override
  public void closed() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    all.remove(this);
    limits.released();
  }

  synchronized boolean isOpen() {
    return connection != null && !closed;
  }
}

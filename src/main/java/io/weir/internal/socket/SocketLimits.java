package io.weir.internal.socket;

import java.util.Optional;

/** What limits one socket. */
public interface SocketLimits {

  /** Why the socket has to close now, whatever the client sends; empty if it may stay open. */
  Optional<ClosingFrame> over();

  /** Why a frame must not pass; if it may, it counts. It must not wait for anything. */
  Optional<ClosingFrame> refuses(SentFrame frame);

  /** The socket is closed. Called once. */
  void released();
}

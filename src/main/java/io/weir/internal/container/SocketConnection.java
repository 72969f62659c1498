package io.weir.internal.container;

/** A connection that an upgrade opened. Any thread may call it. */
public interface SocketConnection {

  /**
   * Lets the server read, also if the client sends nothing: {@link SocketFilter#ending()}. The code
   * of the application that hears of the end may run within the call.
   */
  void wake();

  /**
   * Closes with a code that the server would not answer, although a client may send it.
   *
   * @return whether the server must read an answer of 1008 for it; if not, it must read the code
   */
  default boolean sendClose(int code, String reason) {
    return false;
  }

  /** Closes the connection without a word. */
  void terminate();
}

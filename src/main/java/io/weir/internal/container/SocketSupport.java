package io.weir.internal.container;

/** Whether Weir can end the WebSockets of a server, and see what clients send over them. */
public enum SocketSupport {
  /** It can. */
  WATCHED,
  /** It could, but this version of the server is built otherwise than those that Weir knows. */
  UNKNOWN_VERSION,
  /** The server has no place for that. */
  NONE
}

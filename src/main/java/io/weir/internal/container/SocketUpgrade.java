package io.weir.internal.container;

import jakarta.servlet.http.HttpServletRequest;

/** The upgrade of one request, whose connection gets a filter. */
public interface SocketUpgrade {

  /** The request to pass on down the chain. */
  HttpServletRequest request();

  /**
   * Takes the connection over after the chain has answered 101, and before the server goes on. The
   * filter is closed if the connection is not to be upgraded after all.
   */
  void complete();
}

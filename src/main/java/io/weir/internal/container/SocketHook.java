package io.weir.internal.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Puts a filter on the connection of a WebSocket, below the server's implementation of WebSockets:
 * the application has any kind of endpoint and does not notice.
 *
 * <pre>
 *   WildFly  chain → 101 → complete → Undertow upgrades: upgrade listener [ source conduit [ filter ] ]
 *   Payara   chain: Tyrus calls request.upgrade: handler [ input stream [ filter ] ] → 101
 * </pre>
 */
public interface SocketHook {

  /**
   * Extensions of WebSockets, in truth compression alone. A socket whose bytes are counted has
   * none, so that the bytes of a message are those that the application reads.
   */
  String EXTENSIONS = "Sec-WebSocket-Extensions";

  /** The hook of the server, if it has one. */
  static Optional<SocketHook> of(ServletContext context) {
    return UndertowSockets.of(context).or(() -> TyrusSockets.of(context));
  }

  /** What can be done on the server. */
  static SocketSupport support(ServletContext context) {
    if (of(context).isPresent()) {
      return SocketSupport.WATCHED;
    }
    return PreAuthenticationHook.isExpected(context.getClass().getName(), context.getServerInfo())
        ? SocketSupport.UNKNOWN_VERSION
        : SocketSupport.NONE;
  }

  /**
   * Whether a server may open a WebSocket for a request. Undertow looks for the key alone, others
   * for the name of the protocol.
   */
  static boolean isAskedBy(HttpServletRequest request) {
    String upgrade = request.getHeader("Upgrade");
    return request.getHeader("Sec-WebSocket-Key") != null
        || (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket"));
  }

  /**
   * Prepares the upgrade of a request.
   *
   * @param uncompressed whether the socket must have no {@linkplain #EXTENSIONS extension}
   * @throws ServletException if the connection of this request cannot be taken over
   */
  SocketUpgrade prepare(HttpServletRequest request, SocketFilter filter, boolean uncompressed)
      throws ServletException;
}

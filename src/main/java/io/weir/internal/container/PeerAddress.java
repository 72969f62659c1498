package io.weir.internal.container;

import io.weir.internal.http.RequestWrappers;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The address of the peer of a request's connection.
 *
 * <p>{@code getRemoteAddr()} may be another one. With {@code proxy-address-forwarding} of WildFly
 * it is the text before the first comma of {@code X-Forwarded-For}, whoever sent it and whatever it
 * is (Undertow 2.3, ProxyPeerAddressHandler). The connection still has the address of the peer.
 *
 * <pre>
 *   X-Forwarded-For: 203.0.113.9 (forged), 198.51.100.7     connection: 10.0.0.2
 *                    └─ getRemoteAddr()                                 └─ the peer
 * </pre>
 */
public final class PeerAddress {

  /** Not static, because the server's class would outlive the application. */
  private volatile @Nullable UndertowConnection known;

  /** The address of the peer; if the connection does not tell it, {@code getRemoteAddr()}. */
  public @Nullable String of(ServletRequest request) {
    String peer = ofConnection(RequestWrappers.innermost(request));
    return peer == null ? request.getRemoteAddr() : peer;
  }

  /** Whether {@code getRemoteAddr()} is another address than that of the peer. */
  public boolean isHidden(ServletRequest request) {
    ServletRequest original = RequestWrappers.innermost(request);
    String peer = ofConnection(original);
    return peer != null && !peer.equals(original.getRemoteAddr());
  }

  /** Whether Undertow has the address of the peer, and this version of it does not tell it. */
  public boolean isUnknown(ServletRequest request) {
    ServletRequest original = RequestWrappers.innermost(request);
    ServletContext context = original.getServletContext();
    return context != null
        && context.getClass().getName().startsWith("io.undertow.")
        && UndertowConnection.of(original.getClass()).isEmpty();
  }

  private @Nullable String ofConnection(ServletRequest original) {
    UndertowConnection connection = known;
    if (connection == null || !connection.isOf(original)) {
      connection = UndertowConnection.of(original.getClass()).orElse(null);
      known = connection;
    }
    return connection == null ? null : connection.peerOf(original);
  }
}

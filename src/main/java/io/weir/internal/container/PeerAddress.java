package io.weir.internal.container;

import io.weir.internal.http.RequestWrappers;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The address at the other end of a request's connection.
 *
 * <p>{@code getRemoteAddr()} need not be that. With WildFly's {@code proxy-address-forwarding} it
 * is what stands before the first comma of {@code X-Forwarded-For}, whoever sent it and whatever it
 * is (Undertow 2.3, ProxyPeerAddressHandler). The connection itself still knows.
 *
 * <pre>
 *   X-Forwarded-For: 203.0.113.9 (forged), 198.51.100.7     connection: 10.0.0.2
 *                    └─ getRemoteAddr()                                 └─ the peer
 * </pre>
 */
public final class PeerAddress {

  /** Kept with whoever asks, not in a static table: a server's class outlives the application. */
  private volatile @Nullable UndertowConnection known;

  /** What the server tells, where the connection does not. */
  public @Nullable String of(ServletRequest request) {
    String peer = ofConnection(RequestWrappers.innermost(request));
    return peer == null ? request.getRemoteAddr() : peer;
  }

  /** Whether the server tells another address than that of the connection. */
  public boolean isHidden(ServletRequest request) {
    ServletRequest original = RequestWrappers.innermost(request);
    String peer = ofConnection(original);
    return peer != null && !peer.equals(original.getRemoteAddr());
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

package io.weir.internal.container;

import jakarta.servlet.ServletRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the connection of a request of Undertow, by reflection: if Weir's jar is in the {@code lib}
 * folder of an EAR, it sees no class of Undertow.
 */
final class UndertowConnection {

  private static final String REQUEST = "io.undertow.servlet.spec.HttpServletRequestImpl";

  private final Class<?> requests;
  private final Method exchange;
  private final Method connection;
  private final Method protocol;
  private final Method peer;

  private UndertowConnection(Class<?> requests) throws NoSuchMethodException {
    this.requests = requests;
    exchange = requests.getMethod("getExchange");
    connection = exchange.getReturnType().getMethod("getConnection");
    protocol = connection.getReturnType().getMethod("getTransportProtocol");
    peer = connection.getReturnType().getMethod("getPeerAddress");
  }

  /** For requests of this class; empty if it is not Undertow's. */
  static Optional<UndertowConnection> of(Class<?> requests) {
    try {
      return requests.getName().equals(REQUEST)
          ? Optional.of(new UndertowConnection(requests))
          : Optional.empty();
    } catch (NoSuchMethodException ofAnotherVersion) {
      return Optional.empty();
    }
  }

  boolean isOf(ServletRequest request) {
    return requests == request.getClass();
  }

  /**
   * The address of the peer; null if the connection has none, or speaks AJP: then the web server in
   * front sends the client's address outside of any header field.
   */
  @Nullable String peerOf(ServletRequest request) {
    try {
      Object asked = connection.invoke(exchange.invoke(request));
      return !"ajp".equals(protocol.invoke(asked))
              && peer.invoke(asked) instanceof InetSocketAddress address
              && !address.isUnresolved()
          ? address.getAddress().getHostAddress()
          : null;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.weir.internal.container;

import jakarta.servlet.ServletRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to ask a request of WildFly's Undertow for its connection. By reflection: an application sees
 * no class of Undertow where Weir's jar lies in the {@code lib} of an EAR.
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

  /** Of requests of this class; nothing if they are not Undertow's. */
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
   * The address at the other end; nothing if the connection has none, or has no word in it: with
   * AJP the web server in front says who asks, and no header can.
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

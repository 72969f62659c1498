package io.weir.internal.container;

import jakarta.servlet.ServletRequest;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the connection of a request of Undertow, by reflection: if Weir's jar is in the {@code lib}
 * folder of an EAR, it sees no class of Undertow.
 */
final class UndertowConnection {

  /** The class of Undertow's requests. */
  static final String REQUEST = "io.undertow.servlet.spec.HttpServletRequestImpl";

  private final Class<?> requests;
  private final ServerMethod exchange;
  private final ServerMethod connection;
  private final ServerMethod protocol;
  private final ServerMethod peer;

  private UndertowConnection(Class<?> requests) throws NoSuchMethodException {
    this.requests = requests;
    exchange = ServerMethod.of(requests, "getExchange");
    connection = ServerMethod.of(exchange.answer(), "getConnection");
    protocol = ServerMethod.of(connection.answer(), "getTransportProtocol");
    peer = ServerMethod.of(connection.answer(), "getPeerAddress");
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
    Object asked = connection.call(exchange.call(request));
    return !"ajp".equals(protocol.call(asked))
            && peer.call(asked) instanceof InetSocketAddress address
            && !address.isUnresolved()
        ? address.getAddress().getHostAddress()
        : null;
  }
}

package io.weir.internal.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * WebSockets of Undertow, by reflection, as {@link UndertowConnection}. The JSR 356 part of
 * Undertow takes the exchange from the original request, so that a wrapped request would change
 * nothing; but what it upgrades to is a listener that the connection holds.
 */
final class UndertowSockets implements SocketHook {

  private static final String CONTEXT = "io.undertow.servlet.spec.ServletContextImpl";

  /** Connections of HTTP/1.1; others have no upgrade. */
  private static final String HTTP = "io.undertow.server.protocol.http.HttpServerConnection";

  private final Class<?> requests;
  private final ServerMethod exchange;
  private final ServerMethod connection;
  private final ServerMethod headers;
  private final ServerMethod remove;
  private final Class<?> upgradable;
  private final ServerMethod listener;
  private final ServerMethod setListener;
  private final ServerMethod addCloseListener;
  private final UndertowStream.Methods streams;

  private UndertowSockets(ClassLoader server) throws ReflectiveOperationException {
    requests = Class.forName(UndertowConnection.REQUEST, false, server);
    exchange = ServerMethod.of(requests, "getExchange");
    connection = ServerMethod.of(exchange.answer(), "getConnection");
    headers = ServerMethod.of(exchange.answer(), "getRequestHeaders");
    remove = ServerMethod.of(headers.answer(), "remove", String.class);
    Class<?> connections = connection.answer();
    ClassLoader core = connections.getClassLoader();
    upgradable = Class.forName(HTTP, false, core);
    listener = ServerMethod.ofProtected(upgradable, "getUpgradeListener");
    setListener = ServerMethod.ofProtected(connections, "setUpgradeListener", listener.answer());
    addCloseListener =
        ServerMethod.of(
            connections,
            "addCloseListener",
            Class.forName(connections.getName() + "$CloseListener", false, core));
    streams = UndertowStream.Methods.of(listener.answer());
  }

  /** The hook of an application on Undertow; empty if this version is built differently. */
  static Optional<SocketHook> of(ServletContext context) {
    ClassLoader server = context.getClass().getClassLoader();
    if (!context.getClass().getName().equals(CONTEXT) || server == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new UndertowSockets(server));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError ofAnotherVersion) {
      return Optional.empty();
    }
  }

  @Override
  public SocketUpgrade prepare(
      HttpServletRequest request, SocketFilter filter, boolean uncompressed)
      throws ServletException {
    ServletRequest original = request;
    while (original instanceof ServletRequestWrapper wrapper) {
      original = wrapper.getRequest();
    }
    if (!requests.isInstance(original)) {
      throw new ServletException(
          "a WebSocket that a rule limits must be asked for by the server's own request");
    }
    Object asked = exchange.call(original);
    if (uncompressed) {
      remove.call(headers.call(asked), EXTENSIONS); // For everybody.
    }
    return new Upgrade(request, Objects.requireNonNull(connection.call(asked)), filter);
  }

  private final class Upgrade implements SocketUpgrade {

    private final HttpServletRequest request;
    private final Object of;
    private final SocketFilter filter;

    Upgrade(HttpServletRequest request, Object of, SocketFilter filter) {
      this.request = request;
      this.of = of;
      this.filter = filter;
    }

    @Override
    public HttpServletRequest request() {
      return request;
    }

    @Override
    public void complete() {
      Object upgrade = upgradable.isInstance(of) ? listener.call(of) : null;
      if (upgrade == null) {
        filter.closed(); // Something else than an upgrade answered 101.
        return;
      }
      addCloseListener.call(
          of,
          ServerProxy.of(
              addCloseListener.method().getParameterTypes()[0],
              (method, arguments) -> {
                filter.closed();
                return null;
              }));
      setListener.call(
          of,
          ServerProxy.of(
              listener.answer(),
              (method, arguments) -> {
                if (method.getName().equals("handleUpgrade")) {
                  open((Closeable) arguments[0]);
                }
                return ServerProxy.pass(method, upgrade, arguments);
              }));
    }

    /** A connection without its filter would be open to everything, so that it is none. */
    private void open(Closeable stream) throws IOException {
      try {
        streams.open(stream, filter);
      } catch (RuntimeException | Error e) {
        stream.close();
        filter.closed();
        throw e;
      }
    }
  }
}

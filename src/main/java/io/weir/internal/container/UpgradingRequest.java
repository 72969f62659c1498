package io.weir.internal.container;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/** A request whose upgrade opens a connection with a filter. */
final class UpgradingRequest extends HttpServletRequestWrapper {

  /** The handler of Payara's WebSockets. The server injects nothing into it. */
  private static final String TYRUS = "org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler";

  private final SocketFilter filter;
  private final boolean uncompressed;
  private volatile boolean upgraded;

  UpgradingRequest(HttpServletRequest request, SocketFilter filter, boolean uncompressed) {
    super(request);
    this.filter = filter;
    this.uncompressed = uncompressed;
  }

  boolean isUpgraded() {
    return upgraded;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return isRemoved(name) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return isRemoved(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  private boolean isRemoved(String name) {
    return uncompressed && name.equalsIgnoreCase(SocketHook.EXTENSIONS);
  }

  /** The server creates Weir's handler, and the handler that was asked for stands behind it. */
  @Override
  public <T extends HttpUpgradeHandler> T upgrade(Class<T> handlerClass)
      throws IOException, ServletException {
    if (!handlerClass.getName().equals(TYRUS)) {
      throw new ServletException(
          "a rule limits this WebSocket, and %s is no handler of the server"
              .formatted(handlerClass.getName()));
    }
    T handler;
    try {
      handler = handlerClass.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new ServletException(e);
    }
    super.upgrade(FilteredUpgradeHandler.class).delegateTo(handler, filter);
    upgraded = true;
    return handler;
  }
}

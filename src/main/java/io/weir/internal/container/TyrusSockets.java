package io.weir.internal.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** WebSockets of Payara. Tyrus opens them by the request that it gets, which a wrapper changes. */
final class TyrusSockets implements SocketHook {

  private static final TyrusSockets HOOK = new TyrusSockets();

  private TyrusSockets() {}

  static Optional<SocketHook> of(ServletContext context) {
    return context.getServerInfo().contains("Payara") ? Optional.of(HOOK) : Optional.empty();
  }

  @Override
  public SocketUpgrade prepare(
      HttpServletRequest request, SocketFilter filter, boolean uncompressed) {
    UpgradingRequest upgrading = new UpgradingRequest(request, filter, uncompressed);
    return new SocketUpgrade() {

      @Override
      public HttpServletRequest request() {
        return upgrading;
      }

      @Override
      public void complete() {
        if (!upgrading.isUpgraded()) {
          filter.closed(); // Something else answered 101.
        }
      }
    };
  }
}

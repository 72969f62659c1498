package io.weir.internal.container;

import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Passes the connection on to another handler, with a filter. */
public final class FilteredUpgradeHandler implements HttpUpgradeHandler {

  private record Behind(HttpUpgradeHandler handler, SocketFilter filter) {}

  private final AtomicReference<@Nullable Behind> behind = new AtomicReference<>();

  /** Created by the server. */
  public FilteredUpgradeHandler() {}

  void delegateTo(HttpUpgradeHandler handler, SocketFilter filter) {
    behind.set(new Behind(handler, filter));
  }

  /** A connection without its handler has nobody who would end it. */
  @Override
  public void init(WebConnection connection) {
    Behind known = behind.get();
    if (known == null) {
      return;
    }
    FilteredConnection filtered = FilteredConnection.open(connection, known.filter());
    try {
      known.handler().init(filtered);
    } catch (RuntimeException | Error e) {
      filtered.terminate();
      throw e;
    }
  }

  @Override
  public void destroy() {
    Behind known = behind.getAndSet(null);
    if (known == null) {
      return;
    }
    try {
      known.handler().destroy();
    } finally {
      known.filter().closed();
    }
  }
}

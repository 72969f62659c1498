package io.weir.internal.container;

import io.weir.internal.http.GuardedRead;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request itself gave its session another id, or replaced it, as a login does against
 * session fixation. The server tells the listener in the thread that does it. So another request of
 * the same session cannot do it in place of this one.
 */
public final class SessionChanges implements HttpSessionIdListener, HttpSessionListener {

  private static final ThreadLocal<@Nullable Watch> WATCH = new ThreadLocal<>();

  /** Created at deployment, where alone a listener can be added. */
  public SessionChanges() {}

  /** Watches the session that a request comes with, in this thread, until it is closed. */
  public static Watch watch(HttpServletRequest request) {
    Watch watch = new Watch(idOf(request), WATCH.get());
    WATCH.set(watch);
    return watch;
  }

  private static @Nullable String idOf(HttpServletRequest request) {
    return GuardedRead.of(
            () -> Optional.ofNullable(request.getSession(false)).map(HttpSession::getId),
            Optional.<String>empty())
        .orElse(null);
  }

  @Override
  public void sessionIdChanged(HttpSessionEvent event, String before) {
    Watch watch = WATCH.get();
    if (watch != null && before.equals(watch.id)) {
      watch.id = event.getSession().getId();
      watch.changed = true;
    }
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    Watch watch = WATCH.get();
    if (watch != null && event.getSession().getId().equals(watch.id)) {
      watch.destroyed = true;
    }
  }

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    Watch watch = WATCH.get();
    if (watch != null && watch.destroyed) {
      watch.replaced = true;
    }
  }

  /** What is seen of one request. A session that did not exist before it cannot change. */
  public static final class Watch implements AutoCloseable {

    private @Nullable String id;
    private final @Nullable Watch outer;
    private boolean destroyed;
    private volatile boolean changed;
    private volatile boolean replaced;

    private Watch(@Nullable String id, @Nullable Watch outer) {
      this.id = id;
      this.outer = outer;
    }

    /** Whether the session lives on with another id. */
    public boolean changed() {
      return changed;
    }

    /** Whether the session was ended, and a new one made. Applications do that on errors, too. */
    public boolean replaced() {
      return replaced;
    }

    @Override
    public void close() {
      if (outer == null) {
        WATCH.remove();
      } else {
        WATCH.set(outer);
      }
    }
  }
}

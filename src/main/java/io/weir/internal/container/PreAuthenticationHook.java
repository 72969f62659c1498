package io.weir.internal.container;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/**
 * A way into the server before it authenticates: what comes through it meets a filter first, and
 * what the filter passes on is authenticated and served inside its call, in its thread.
 *
 * <pre>
 *   request → the filter → authentication, j_security_check → filters of the application → servlet
 *                       ↖ here the filter sees what came of it
 * </pre>
 */
public interface PreAuthenticationHook {

  /** The attribute of a request that the container has let through to the application. */
  String LET_THROUGH = "io.weir.let-through";

  /** That of the server, if it has one. */
  static Optional<PreAuthenticationHook> of(ServletContext context) {
    return UndertowHook.of(context).or(() -> PayaraHook.of(context));
  }

  /** Has every request meet this filter. */
  void open(Filter early);

  /** Lets requests in as if nobody had asked. */
  void close();
}

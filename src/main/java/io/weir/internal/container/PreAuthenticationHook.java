package io.weir.internal.container;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/**
 * Runs a filter in the server before authentication. What the filter passes on is authenticated and
 * served within its call, in the same thread.
 *
 * <pre>
 *   request → the filter → authentication, j_security_check → filters of the application → servlet
 *                       ↖ here the filter sees the result
 * </pre>
 */
public interface PreAuthenticationHook {

  /** Request attribute that is set if the container has let the request through. */
  String LET_THROUGH = "io.weir.let-through";

  /** The hook of the server, if it has one. */
  static Optional<PreAuthenticationHook> of(ServletContext context) {
    return UndertowHook.of(context).or(() -> PayaraHook.of(context));
  }

  /**
   * Whether a server without a hook should have one, and is built otherwise: WildFly, or a server
   * with Catalina other than Tomcat, which has none.
   *
   * @param contextClass the name of the class of its servlet contexts
   * @param serverInfo how it calls itself
   */
  static boolean isExpected(String contextClass, String serverInfo) {
    return contextClass.startsWith("io.undertow.")
        || (contextClass.startsWith("org.apache.catalina.") && !serverInfo.contains("Tomcat"));
  }

  /** Runs this filter for every request from now on. */
  void open(Filter early);

  /** Removes the filter. */
  void close();
}

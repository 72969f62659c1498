package io.weir.internal.container;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The login error page of an application, which shows that a login failed.
 *
 * @param errorPage the form-error-page of the {@code web.xml}, below the context path and perhaps
 *     with a query
 */
public record LoginPages(Optional<String> errorPage) {

  /** Whether a login form posts there, below any path (Servlet 6.0 §13.6.3). */
  public static boolean isFormTarget(String path) {
    return path.endsWith("/j_security_check");
  }

  /** Whether this dispatch is a forward to the login error page. */
  public boolean isError(HttpServletRequest request) {
    if (errorPage.isEmpty() || request.getDispatcherType() != DispatcherType.FORWARD) {
      return false;
    }
    String pathInfo = request.getPathInfo();
    String path = request.getServletPath() + (pathInfo == null ? "" : pathInfo);
    return isError(path, request.getQueryString());
  }

  /**
   * Whether the response redirects to the login error page, or to a place that cannot be read. Only
   * paths are compared: the host that a client names proves nothing.
   */
  public boolean redirects(HttpServletRequest request, HttpServletResponse response) {
    String location = errorPage.isEmpty() ? null : response.getHeader("Location");
    if (location == null) {
      return false;
    }
    try {
      URI target =
          URI.create(request.getRequestURI()).resolve(location.strip().replace(" ", "%20"));
      String path = target.getPath() == null ? "" : target.getPath().replaceFirst(";.*", "");
      String context = request.getContextPath();
      return path.startsWith(context)
          && isError(path.substring(context.length()), target.getQuery());
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private boolean isError(String path, @Nullable String query) {
    String page = errorPage.orElse("");
    return page.contains("?") ? page.equals(path + "?" + query) : page.equals(path);
  }
}

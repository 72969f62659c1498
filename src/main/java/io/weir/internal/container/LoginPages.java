package io.weir.internal.container;

import io.weir.internal.deployment.WebXml;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an application's own login form shows that a login failed.
 *
 * @param errorPage the form-error-page of the {@code web.xml}, below the context path and perhaps
 *     with a query
 */
public record LoginPages(Optional<String> errorPage) {

  /** Those of the application's {@code web.xml}. */
  public static LoginPages of(ServletContext context) throws ServletException {
    return new LoginPages(WebXml.of(context).formErrorPage());
  }

  /** Jakarta Servlet 6.0 §13.6.3: where a login form posts to, below any path. */
  public static boolean isFormTarget(String path) {
    return path.endsWith("/j_security_check");
  }

  /** Whether this dispatch is a forward to the page that tells of a failed login. */
  public boolean isError(HttpServletRequest request) {
    if (errorPage.isEmpty() || request.getDispatcherType() != DispatcherType.FORWARD) {
      return false;
    }
    String pathInfo = request.getPathInfo();
    String path = request.getServletPath() + (pathInfo == null ? "" : pathInfo);
    return isError(path, request.getQueryString());
  }

  /**
   * Whether an answer redirects there, or nobody can tell where. Only paths are compared: what a
   * client says of the host proves nothing.
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

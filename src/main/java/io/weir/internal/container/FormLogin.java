package io.weir.internal.container;

import io.weir.internal.http.RequestHead;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request to the container's login form, seen in one way however it is written, so that rules for
 * {@code POST /j_security_check} match it. Containers take it below any path, Payara with any
 * method; if a parameter is given more than once, the first one counts.
 */
public final class FormLogin extends HttpServletRequestWrapper {

  static final String NAME = "j_username";

  private static final String PATH = "/j_security_check";

  private FormLogin(HttpServletRequest request) {
    super(request);
  }

  /** The request as rules see it; the request itself if it is not for the login form. */
  public static HttpServletRequest of(HttpServletRequest request) {
    return isLogin(request) ? new FormLogin(request) : request;
  }

  private static boolean isLogin(HttpServletRequest request) {
    return RequestPath.of(request).any(LoginPages::isFormTarget)
        || LoginPages.isFormTarget(RequestPath.lastSegment(RequestHead.target(request)));
  }

  /** A preflight that comes here was not answered by the CORS filter: it is a login, too. */
  @Override
  public String getMethod() {
    return "POST";
  }

  /** Changes the container's view of the path only; the others stay as they are written. */
  @Override
  public String getServletPath() {
    return PATH;
  }

  @Override
  public @Nullable String getPathInfo() {
    return null;
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String first = getParameter(name);
    return first == null ? null : new String[] {first};
  }
}

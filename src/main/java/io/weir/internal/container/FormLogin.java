package io.weir.internal.container;

import io.weir.internal.path.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * What is posted to the container's login form, the same in every spelling that a container takes
 * for it, so that rules for {@code POST /j_security_check} mean it: below any path, Payara with any
 * method, and of a name that is given more than once the first.
 */
public final class FormLogin extends HttpServletRequestWrapper {

  static final String NAME = "j_username";

  private static final String PATH = "/j_security_check";

  private FormLogin(HttpServletRequest request) {
    super(request);
  }

  /** The request as rules shall see it; itself, if it posts no login. */
  public static HttpServletRequest of(HttpServletRequest request) {
    return RequestPath.of(request).any(LoginPages::isFormTarget) ? new FormLogin(request) : request;
  }

  /** A preflight stays one, for whoever answers it in place of the container. */
  @Override
  public String getMethod() {
    return isPreflight() ? "OPTIONS" : "POST";
  }

  private boolean isPreflight() {
    return super.getMethod().equals("OPTIONS")
        && getHeader("Origin") != null
        && getHeader("Access-Control-Request-Method") != null;
  }

  /** The view of a path that is the container's; the others stay as they are written. */
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

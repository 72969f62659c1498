package io.weir.internal.container;

import io.weir.internal.path.LocationPath;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the container logs users in: its mechanism, and the pages of its login form.
 *
 * @param loginPage the path of the form-login-page, below the context path
 * @param errorPage the path of the form-error-page
 * @param mechanism the auth-method, in upper case
 */
public record LoginPages(
    Optional<String> loginPage, Optional<String> errorPage, Optional<String> mechanism) {

  /** An application without a login of the container. */
  public static final LoginPages NONE =
      new LoginPages(Optional.empty(), Optional.empty(), Optional.empty());

  /** Reads what a {@code web.xml} declares; pages may have a query, which does not matter. */
  public static LoginPages of(
      @Nullable String loginPage, @Nullable String errorPage, @Nullable String mechanism) {
    return new LoginPages(
        Optional.ofNullable(loginPage).map(LoginPages::path),
        Optional.ofNullable(errorPage).map(LoginPages::path),
        Optional.ofNullable(mechanism).map(name -> name.toUpperCase(Locale.ROOT)));
  }

  private static String path(String page) {
    return RequestPath.of("", page.replaceFirst("[?#].*", ""), "", null).canonical();
  }

  /** Whether a login form posts there, below any path (Servlet 6.0 §13.6.3). */
  public static boolean isFormTarget(String path) {
    return path.endsWith("/j_security_check");
  }

  /** Whether this dispatch is a forward to the login error page. */
  public boolean isError(HttpServletRequest request) {
    return errorPage.isPresent()
        && request.getDispatcherType() == DispatcherType.FORWARD
        && RequestPath.of(request).any(errorPage.get()::equals);
  }

  /** Whether only the container logs users in at this path: the target or a page of its form. */
  public boolean include(RequestPath path) {
    return path.any(view -> isFormTarget(view) || pages().anyMatch(view::equals));
  }

  /** Whether a redirect leads to the login page or the login error page. */
  public boolean include(LocationPath location) {
    return pages().anyMatch(location::leadsTo);
  }

  /** Whether {@code web.xml} has the container check Basic or Digest authentication. */
  public boolean declareCredentials() {
    return mechanism.filter(it -> it.contains("BASIC") || it.contains("DIGEST")).isPresent();
  }

  /**
   * Whether the container may have checked Basic or Digest authentication of a request that it let
   * through without a user. Payara checks them where a page needs a user, WildFly on every path. A
   * mechanism that {@code web.xml} does not name, such as one of Jakarta Security or of Elytron,
   * may check them anywhere.
   */
  boolean mayCheckCredentials(boolean onEveryPath) {
    return mechanism.isEmpty() || (onEveryPath && declareCredentials());
  }

  private Stream<String> pages() {
    return Stream.concat(loginPage.stream(), errorPage.stream());
  }
}

package io.weir.internal.container;

import io.weir.internal.path.RequestPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a request logs somebody in at the container: made before the container authenticates, and
 * asked when all is done. What cannot be told from a failure is one.
 *
 * <pre>
 *   posted to the login form?   a user who was none before      → SUCCESS, else FAILURE
 *   with Authorization?         a user by nothing but that      → SUCCESS
 *   let through?                                                → OF_THE_APPLICATION
 *   answered by the container   that asks who it is             → NO_ATTEMPT, else FAILURE
 * </pre>
 */
public final class ContainerLogin {

  /** What came of it. */
  public enum Result {
    /** Somebody is logged in by what the request carries. */
    SUCCESS,
    /** Nobody is, or nothing proves it. */
    FAILURE,
    /** The container asked for credentials, of which the request carried none. */
    NO_ATTEMPT,
    /** The container had nothing to check: the application's answer decides. */
    OF_THE_APPLICATION
  }

  /** By which both servers know somebody who has logged in to another of their applications. */
  private static final String SINGLE_SIGN_ON = "JSESSIONIDSSO";

  /** What Jakarta Security knows a user by; it may do so by a cookie. */
  private static final String CALLER = "jakarta.security.enterprise.CallerPrincipal";

  /** Set by Payara when it has forwarded a request. */
  private static final String FORWARDED =
      "org.apache.catalina.core.ApplicationDispatcher.lastDispatchRequestPathAttr";

  private final boolean form;
  private final SessionSnapshot before;

  private ContainerLogin(boolean form, SessionSnapshot before) {
    this.form = form;
    this.before = before;
  }

  /** Of a request that the container has not looked at yet. */
  public static ContainerLogin before(HttpServletRequest request) {
    return new ContainerLogin(
        RequestPath.of(request).any(LoginPages::isFormTarget), SessionSnapshot.of(request));
  }

  /** What came of it, when the container and the application are done with the request. */
  public Result after(HttpServletRequest request, HttpServletResponse response) {
    boolean letThrough = request.getAttribute(PreAuthenticationHook.LET_THROUGH) != null;
    Optional<Principal> user = Optional.ofNullable(request.getUserPrincipal());
    if (form) {
      boolean success =
          letThrough
              ? user.filter(it -> isNamed(it, request)).isPresent()
              : isSentOn(user, request, response);
      return success ? Result.SUCCESS : Result.FAILURE;
    }
    if (request.isAsyncStarted()) {
      return Result.OF_THE_APPLICATION; // Its answer is yet to come.
    }
    if (user.isPresent() && isByHeader(user.get(), request) && !isRefused(letThrough, response)) {
      return Result.SUCCESS;
    }
    if (letThrough) {
      return Result.OF_THE_APPLICATION;
    }
    boolean asked = request.getHeader("Authorization") == null && isAsked(request, response);
    return asked ? Result.NO_ATTEMPT : Result.FAILURE;
  }

  /**
   * Whether the login form led on; whoever fails is forwarded, or sent somewhere else. The session
   * alone proves nothing: it may know the user from before, or from another request just now.
   */
  private boolean isSentOn(
      Optional<Principal> user, HttpServletRequest request, HttpServletResponse response) {
    String location = response.getHeader("Location");
    if (isForwarded(request) || location == null) {
      return false;
    }
    SessionSnapshot after = SessionSnapshot.of(request);
    return (user.isPresent() && after.isOther(before)) || after.isSentBack(before, location);
  }

  /**
   * Whether the container has checked what the header says, and did not know the user by a session,
   * or a cookie of single sign-on or of Jakarta Security.
   */
  private boolean isByHeader(Principal user, HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    String type = request.getAuthType();
    return header != null
        && type != null
        && header.regionMatches(true, 0, type + " ", 0, type.length() + 1)
        && Stream.of("BASIC", "DIGEST").anyMatch(type::equalsIgnoreCase)
        && !user.getClass().getName().equals(CALLER)
        && before.isNobody()
        && !isSignedOn(request);
  }

  /**
   * Whether the application is not content: it may have looked at another password. What it does
   * not find says nothing of one; nor does the container where the user lacks a role.
   */
  private static boolean isRefused(boolean letThrough, HttpServletResponse response) {
    int status = response.getStatus();
    return letThrough
        ? status >= HttpServletResponse.SC_BAD_REQUEST && status != HttpServletResponse.SC_NOT_FOUND
        : status == HttpServletResponse.SC_UNAUTHORIZED;
  }

  private static boolean isSignedOn(HttpServletRequest request) {
    return request.getCookies() != null
        && Arrays.stream(request.getCookies())
            .anyMatch(cookie -> cookie.getName().equals(SINGLE_SIGN_ON));
  }

  /** Whether the container asks who it is. */
  private boolean isAsked(HttpServletRequest request, HttpServletResponse response) {
    return response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED
        ? response.getHeader("WWW-Authenticate") != null
        : SessionSnapshot.of(request).isWaiting()
            && (isForwarded(request) || response.getHeader("Location") != null);
  }

  private static boolean isForwarded(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.FORWARD
        || request.getAttribute(FORWARDED) != null;
  }

  private static boolean isNamed(Principal user, HttpServletRequest request) {
    String name = request.getParameter(FormLogin.NAME);
    return name != null && name.strip().equalsIgnoreCase(user.getName().strip());
  }
}

package io.weir.internal.container;

import io.weir.internal.http.GuardedRead;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells whether a request logs a user in at the container. It is created before the container
 * authenticates the request, and asked after the response. If a success is not certain, the result
 * is a failure.
 *
 * <pre>
 *   to the login form         a user who was not logged in before → SUCCESS, else FAILURE
 *   with Authorization        a user by that header field alone   → SUCCESS
 *   let through                                                   → OF_THE_APPLICATION
 *   answered by the container a request for credentials           → NO_ATTEMPT, else FAILURE
 * </pre>
 */
public final class ContainerLogin {

  /** The result of a login at the container. */
  public enum Result {
    /** The credentials of the request log a user in. */
    SUCCESS,
    /** No user is logged in, or nothing proves it. */
    FAILURE,
    /** The container asked for credentials, and the request had none. */
    NO_ATTEMPT,
    /** The container checked no credentials: the response of the application decides. */
    OF_THE_APPLICATION
  }

  /** Cookie by which both servers recognise a user of another application (single sign-on). */
  private static final String SINGLE_SIGN_ON = "JSESSIONIDSSO";

  /** Type of the principal of Jakarta Security, which may recognise a user by a cookie. */
  private static final String CALLER = "jakarta.security.enterprise.CallerPrincipal";

  /** Request attribute that Payara sets when it has forwarded a request. */
  private static final String FORWARDED =
      "org.apache.catalina.core.ApplicationDispatcher.lastDispatchRequestPathAttr";

  private static final Pattern STALE =
      Pattern.compile("(?i)\\bdigest\\b.*\\bstale\\s*=\\s*\"?true\\b");

  private final boolean form;
  private final SessionSnapshot before;

  private ContainerLogin(boolean form, SessionSnapshot before) {
    this.form = form;
    this.before = before;
  }

  /**
   * What the container found out about Basic or Digest authentication of a request that it let
   * through. The response of the application says nothing about it.
   */
  public Result ofCredentials(HttpServletRequest request, LoginPages pages) {
    Optional<Principal> user = userOf(request);
    if (user.isEmpty()) {
      boolean checked = pages.mayCheckCredentials(SessionSnapshot.isOfWildFly(request));
      return checked ? Result.FAILURE : Result.NO_ATTEMPT;
    }
    String credentials = request.getHeader("Authorization");
    boolean accepted =
        isByHeader(user.get(), request)
            || (credentials != null && CredentialName.isOf(user.get().getName(), credentials));
    return accepted ? Result.SUCCESS : Result.FAILURE;
  }

  /** The same at the end of a request, which the container may have answered itself. */
  public Result ofCredentials(
      HttpServletRequest request, HttpServletResponse response, LoginPages pages) {
    Result result = after(request, response);
    return result == Result.OF_THE_APPLICATION ? ofCredentials(request, pages) : result;
  }

  /**
   * Whether the container has refused the credentials of a request that it let through: WildFly
   * does where a page needs no user.
   */
  public static boolean hasRefusedCredentials(HttpServletRequest request, LoginPages pages) {
    return pages.declareCredentials()
        && userOf(request).isEmpty()
        && SessionSnapshot.isOfWildFly(request);
  }

  /**
   * The login of a request that the container has not authenticated yet.
   *
   * @param form whether the request is for the target of the login form
   */
  public static ContainerLogin before(HttpServletRequest request, boolean form) {
    return new ContainerLogin(form, SessionSnapshot.of(request));
  }

  /**
   * Whether no session tells the container who asks. A cookie of single sign-on says nothing here:
   * any client can send one.
   */
  public boolean knowsNobody() {
    return !before.isSomebody();
  }

  /** The result, once the container and the application have handled the request. */
  public Result after(HttpServletRequest request, HttpServletResponse response) {
    boolean letThrough = request.getAttribute(PreAuthenticationHook.LET_THROUGH) != null;
    Optional<Principal> user = userOf(request);
    if (form) {
      boolean success =
          letThrough
              ? user.filter(it -> isNamed(it, request)).isPresent()
              : isSentOn(user, request, response);
      return success ? Result.SUCCESS : Result.FAILURE;
    }
    if (request.isAsyncStarted()) {
      return Result.OF_THE_APPLICATION; // The response follows later.
    }
    if (user.isPresent() && isByHeader(user.get(), request) && !isRefused(letThrough, response)) {
      return Result.SUCCESS;
    }
    if (letThrough) {
      return Result.OF_THE_APPLICATION;
    }
    boolean asked = request.getHeader("Authorization") == null && isAsked(request, response);
    return asked || isStale(response) ? Result.NO_ATTEMPT : Result.FAILURE;
  }

  /**
   * Whether the login form redirects a user who has logged in. After a failure, the container
   * forwards, or redirects to another page. The session alone proves nothing: it may know the user
   * from before, or from a concurrent request.
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
   * Whether the container has checked the header field, and did not recognise the user by a
   * session, or by a cookie of single sign-on or of Jakarta Security.
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
   * Whether the request is refused: the application may have checked another password. A 404 says
   * nothing about a password, nor does a container that refuses a user without the role.
   */
  private static boolean isRefused(boolean letThrough, HttpServletResponse response) {
    int status = response.getStatus();
    return letThrough
        ? status >= HttpServletResponse.SC_BAD_REQUEST && status != HttpServletResponse.SC_NOT_FOUND
        : status == HttpServletResponse.SC_UNAUTHORIZED;
  }

  /** Whether single sign-on may know the user; also if the cookies cannot be read. */
  private static boolean isSignedOn(HttpServletRequest request) {
    return GuardedRead.of(
        () ->
            request.getCookies() != null
                && Arrays.stream(request.getCookies())
                    .anyMatch(cookie -> cookie.getName().equals(SINGLE_SIGN_ON)),
        true);
  }

  /** Whether only the nonce of Digest authentication was wrong (RFC 7616 §3.3). */
  private static boolean isStale(HttpServletResponse response) {
    return response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED
        && response.getHeaders("WWW-Authenticate").stream().anyMatch(ContainerLogin::isStale);
  }

  static boolean isStale(String challenge) {
    return STALE.matcher(challenge).find();
  }

  /** Whether the container asks for credentials. */
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

  /** A principal without a name, as a wrapper of the application may return it, is nobody. */
  private static Optional<Principal> userOf(HttpServletRequest request) {
    return Optional.ofNullable(request.getUserPrincipal()).filter(user -> user.getName() != null);
  }
}

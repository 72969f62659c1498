package io.weir.ratelimit;

import io.weir.internal.container.LoginPages;
import io.weir.internal.container.SessionChanges;
import io.weir.internal.http.RequestHead;
import io.weir.internal.path.LocationPath;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a login ended that the application handles. It is created before the application sees
 * the request, and asked when the request has ended.
 *
 * <pre>
 *   form   redirect to another page, new session id, a user   → SUCCESS, else FAILURE: a response
 *                                                               that checked nothing is a 200, too
 *   API    status below 400                                   → SUCCESS, else FAILURE
 * </pre>
 *
 * A status or a redirect proves a success only of a POST, or of a method that the rule names: the
 * page of a login, its OPTIONS and a logout at the same path have them, too.
 */
final class LoginEvidence {

  private static final int FIRST_REDIRECT = 300;
  private static final int FIRST_ERROR = 400;

  private static final List<String> OVERRIDES =
      List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

  private final boolean form;
  private final String method;
  private final boolean overridden;
  private final Optional<LocationPath> cameFrom;
  private final @Nullable String userBefore;
  private final SessionChanges.Watch session;
  private final Set<RequestPath> own = new LinkedHashSet<>(2);
  private boolean atErrorPage;
  private boolean userKnown;

  /**
   * The evidence of a request that begins.
   *
   * @param form whether a servlet can read the request as a form
   */
  LoginEvidence(HttpServletRequest request, boolean form, SessionChanges.Watch session) {
    this.form = form;
    this.session = session;
    this.method = RequestHead.method(request);
    this.overridden = isOverridden(request);
    this.userBefore = user(request);
    this.userKnown = userBefore != null;
    this.cameFrom =
        Optional.ofNullable(request.getHeader("Referer"))
            .flatMap(referer -> LocationPath.of(request, referer));
  }

  /** Notes a dispatch of the request. */
  synchronized void enter(HttpServletRequest dispatch, LoginPages pages) {
    own.add(RequestPath.of(dispatch));
    // A filter between Weir's two places may know a user that the container does not.
    userKnown |= user(dispatch) != null;
    atErrorPage |= pages.isError(dispatch);
  }

  /** Whether a framework may take the request for one with another method. */
  private static boolean isOverridden(HttpServletRequest request) {
    String query = request.getQueryString();
    return OVERRIDES.stream().anyMatch(name -> request.getHeader(name) != null)
        || (query != null && query.contains("_method="));
  }

  private boolean mayLogIn(Rule rule) {
    return !overridden && (method.equals("POST") || rule.requests().methods().contains(method));
  }

  private static @Nullable String user(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    return principal == null ? null : principal.getName();
  }

  /** The outcome for this rule. */
  synchronized RequestOutcome outcome(
      Rule rule,
      int status,
      HttpServletRequest request,
      HttpServletResponse response,
      LoginPages pages) {
    boolean isUserNew = isUserNew(request);
    if (atErrorPage || own.stream().anyMatch(pages::include)) {
      return outcome(isUserNew && !atErrorPage && status < FIRST_ERROR);
    }
    Optional<SuccessSign> sign = rule.success();
    if (sign.isPresent()) {
      return switch (sign.get().kind()) {
        case STATUS ->
            sign.get().statuses().contains(status) ? byStatus(rule) : RequestOutcome.FAILURE;
        case REDIRECT -> outcome(mayLogIn(rule) && leadsOn(request, response, pages, false));
        case SESSION -> outcome(session.changed() || session.replaced() || isUserNew);
      };
    }
    if (status >= FIRST_ERROR || leadsToLogin(request, response, pages)) {
      return RequestOutcome.FAILURE;
    }
    // Of a user who is logged in already, a login often redirects without a look at the password.
    boolean redirects = !userKnown && leadsOn(request, response, pages, true);
    if (isUserNew || session.changed() || (mayLogIn(rule) && redirects)) {
      return RequestOutcome.SUCCESS;
    }
    return form ? RequestOutcome.FAILURE : byStatus(rule);
  }

  private RequestOutcome byStatus(Rule rule) {
    return mayLogIn(rule) ? RequestOutcome.SUCCESS : RequestOutcome.NO_ATTEMPT;
  }

  private static RequestOutcome outcome(boolean success) {
    return success ? RequestOutcome.SUCCESS : RequestOutcome.FAILURE;
  }

  private boolean isUserNew(HttpServletRequest request) {
    String now = user(request);
    return now != null && !now.equals(userBefore);
  }

  private static boolean leadsToLogin(
      HttpServletRequest request, HttpServletResponse response, LoginPages pages) {
    String location = location(response);
    return location != null && LocationPath.of(request, location).map(pages::include).orElse(true);
  }

  /**
   * Whether a redirect leads away from the login.
   *
   * @param fromForm whether a redirect to the page of the form does not lead away either
   */
  private boolean leadsOn(
      HttpServletRequest request,
      HttpServletResponse response,
      LoginPages pages,
      boolean fromForm) {
    String location = location(response);
    if (location == null) {
      return false;
    }
    Optional<LocationPath> target = LocationPath.of(request, location);
    return target.isPresent()
        && !pages.include(target.get())
        && own.stream().noneMatch(target.get()::leadsTo)
        && !(fromForm && cameFrom.filter(target.get()::leadsTo).isPresent());
  }

  private static @Nullable String location(HttpServletResponse response) {
    int status = response.getStatus();
    return status >= FIRST_REDIRECT && status < FIRST_ERROR ? response.getHeader("Location") : null;
  }

  /** Attempts that the application answers alike have the same text. */
  String kind(HttpServletRequest request, HttpServletResponse response) {
    String location = location(response);
    return response.getStatus()
        + (location == null
            ? ""
            : " " + LocationPath.of(request, location).map(LocationPath::paths))
        + (session.changed() || session.replaced() ? " session" : "");
  }
}

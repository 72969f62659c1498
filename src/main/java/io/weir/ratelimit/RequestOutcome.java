package io.weir.ratelimit;

import io.weir.internal.container.ContainerLogin;
import io.weir.internal.container.LoginPages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;

/** How a request ended that rules count which count failures. */
enum RequestOutcome {
  SUCCESS,
  FAILURE,
  /** Nothing was tried. */
  NO_ATTEMPT;

  /** By which the application may say it itself: {@code success} or {@code failure}. */
  private static final String SAID = "io.weir.outcome";

  private static final int FIRST_ERROR = 400;

  /** What the application says, or its answer: a status below 400, unless it is the error page. */
  static RequestOutcome of(
      Visit visit, HttpServletRequest request, HttpServletResponse response, LoginPages pages) {
    visit.hear(request);
    return visit.said().orElseGet(() -> shown(visit, request, response, pages));
  }

  private static RequestOutcome shown(
      Visit visit, HttpServletRequest request, HttpServletResponse response, LoginPages pages) {
    boolean failed =
        response.getStatus() >= FIRST_ERROR
            || visit.isAtErrorPage()
            || pages.redirects(request, response);
    return failed ? FAILURE : SUCCESS;
  }

  /** What the container says of a login. */
  static Optional<RequestOutcome> of(ContainerLogin.Result login) {
    return switch (login) {
      case SUCCESS -> Optional.of(SUCCESS);
      case FAILURE -> Optional.of(FAILURE);
      case NO_ATTEMPT -> Optional.of(NO_ATTEMPT);
      case OF_THE_APPLICATION -> Optional.empty();
    };
  }

  /** What the application says. */
  static Optional<RequestOutcome> said(HttpServletRequest request) {
    return Optional.ofNullable(request.getAttribute(SAID))
        .map(said -> said.toString().toLowerCase(Locale.ROOT))
        .map(said -> said.equals("success") ? SUCCESS : FAILURE);
  }
}

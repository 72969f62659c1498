package io.weir.ratelimit;

import io.weir.internal.container.ContainerLogin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a request ended, for the rules that count failures. */
enum RequestOutcome {
  SUCCESS,
  FAILURE,
  /** Nobody tried to log in. */
  NO_ATTEMPT;

  /** Request attribute by which the application says {@code success} or {@code failure}. */
  private static final String SAID = "io.weir.outcome";

  /** What the container says of a login; null if it leaves that to the application. */
  static @Nullable RequestOutcome of(ContainerLogin.Result login) {
    return switch (login) {
      case SUCCESS -> SUCCESS;
      case FAILURE -> FAILURE;
      case NO_ATTEMPT -> NO_ATTEMPT;
      case OF_THE_APPLICATION -> null;
    };
  }

  /** What the application says; null if it says nothing. */
  static @Nullable RequestOutcome of(HttpServletRequest request) {
    Object said = request.getAttribute(SAID);
    if (said == null) {
      return null;
    }
    return said.toString().toLowerCase(Locale.ROOT).equals("success") ? SUCCESS : FAILURE;
  }
}

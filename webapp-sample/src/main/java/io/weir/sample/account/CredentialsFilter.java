package io.weir.sample.account;

import io.weir.sample.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers 401 to credentials that {@link Authentication} did not accept.
 *
 * <p>A mechanism that answers itself does so before any filter runs, and guesses would be free.
 */
public class CredentialsFilter extends HttpFilter {

  private static final String REFUSED = CredentialsFilter.class.getName();

  /** Marks a request whose credentials are wrong. */
  static void refuse(HttpServletRequest request) {
    request.setAttribute(REFUSED, true);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(REFUSED) == null) {
      chain.doFilter(request, response);
    } else {
      Problem.unauthorized("These credentials are not right.").write(response);
    }
  }
}

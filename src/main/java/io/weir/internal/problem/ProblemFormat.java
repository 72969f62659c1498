package io.weir.internal.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.function.Function;

/** The form of an answer's body: the setting {@code body}. */
public enum ProblemFormat {
  /** A problem document, or a page for a browser: what the client's {@code Accept} prefers. */
  AUTO {
    @Override
    Rendering forClient(HttpServletRequest request) {
      Accept accept = Accept.of(Collections.list(request.getHeaders("Accept")));
      if (accept.prefersPage()) {
        return PAGE;
      }
      return accept.onlyPlainJson() ? PLAIN_JSON : DOCUMENT;
    }
  },
  /** {@code {"detail": …}} and nothing more, always. */
  DETAIL {
    @Override
    Rendering forClient(HttpServletRequest request) {
      return DETAIL_ALONE;
    }
  };

  private static final Rendering DOCUMENT =
      new Rendering("application/problem+json", Problem::document);
  private static final Rendering PLAIN_JSON = new Rendering("application/json", Problem::document);
  private static final Rendering DETAIL_ALONE =
      new Rendering("application/json", Problem::detailAlone);
  private static final Rendering PAGE = new Rendering("text/html;charset=UTF-8", Problem::page);

  abstract Rendering forClient(HttpServletRequest request);

  /**
   * A body and its media type.
   *
   * @param body of a problem
   */
  record Rendering(String contentType, Function<Problem, String> body) {}
}

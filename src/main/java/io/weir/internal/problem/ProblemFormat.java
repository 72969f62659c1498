package io.weir.internal.problem;

import io.weir.internal.http.Accept;
import io.weir.internal.http.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;

/** The format of a response body: the setting {@code body}. */
public enum ProblemFormat {
  /** A problem document, or HTML for a browser: the client's {@code Accept} header decides. */
  AUTO {
    @Override
    Rendering forClient(HttpServletRequest request) {
      Accept accept = Accept.of(RequestHead.fieldLines(request, "Accept"));
      if (accept.prefersHtml()) {
        return HTML;
      }
      return accept.acceptsOnlyPlainJson() ? PLAIN_JSON : PROBLEM_JSON;
    }
  },
  /** Always {@code {"detail": …}} and no other member. */
  DETAIL {
    @Override
    Rendering forClient(HttpServletRequest request) {
      return DETAIL_ONLY;
    }
  };

  private static final Rendering PROBLEM_JSON =
      new Rendering("application/problem+json", Problem::json);
  private static final Rendering PLAIN_JSON = new Rendering("application/json", Problem::json);
  private static final Rendering DETAIL_ONLY =
      new Rendering("application/json", Problem::detailJson);
  private static final Rendering HTML = new Rendering("text/html;charset=UTF-8", Problem::html);

  abstract Rendering forClient(HttpServletRequest request);

  /**
   * How a problem becomes a response body.
   *
   * @param contentType the media type of the body
   * @param body renders the problem
   */
  record Rendering(String contentType, Function<Problem, String> body) {}
}

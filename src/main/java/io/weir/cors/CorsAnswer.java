package io.weir.cors;

import java.util.Map;
import java.util.Optional;

/**
 * The result of the CORS protocol for a request.
 *
 * @param verdict what happens to the request
 * @param headers the CORS headers of the response; none if the page may not read it
 * @param varies whether the response depends on the origin and needs {@code Vary: Origin}
 * @param refusal why the page may not read the response, also if the request passes
 */
record CorsAnswer(
    Verdict verdict, Map<String, String> headers, boolean varies, Optional<CorsRefusal> refusal) {

  static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
  static final String ALLOW_METHODS = "Access-Control-Allow-Methods";
  static final String ALLOW_HEADERS = "Access-Control-Allow-Headers";
  static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";
  static final String MAX_AGE = "Access-Control-Max-Age";

  /** What happens to a request. */
  enum Verdict {
    /** The request goes on to the application. */
    PASSES,
    /** The request is a preflight, and the response is 204. */
    PREFLIGHT_GRANTED,
    /** The request is a preflight, and the response is 403 without a body. */
    PREFLIGHT_REFUSED,
    /** The response is 403. The application does not get the request. */
    REFUSED
  }

  CorsAnswer {
    headers = Map.copyOf(headers);
  }

  /** The same answer to a request that passes although the page may not read the response. */
  CorsAnswer passing() {
    return new CorsAnswer(Verdict.PASSES, headers, varies, refusal);
  }

  boolean passes() {
    return verdict == Verdict.PASSES;
  }
}

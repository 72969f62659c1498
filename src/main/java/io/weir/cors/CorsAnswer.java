package io.weir.cors;

import java.util.Map;
import java.util.Optional;

/**
 * What a request is answered, as far as CORS goes.
 *
 * @param headers what a browser goes by; none for a page that may not
 * @param varies whether another origin would be answered otherwise
 * @param refusal why a page may not, also where its request passes
 */
record CorsAnswer(
    Verdict verdict, Map<String, String> headers, boolean varies, Optional<Refusal> refusal) {

  static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
  static final String ALLOW_METHODS = "Access-Control-Allow-Methods";
  static final String ALLOW_HEADERS = "Access-Control-Allow-Headers";
  static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";
  static final String MAX_AGE = "Access-Control-Max-Age";

  /** What happens to a request. */
  enum Verdict {
    /** It goes on to the application. */
    PASSES,
    /** It was a question of the browser's, and the answer is yes: 204. */
    PREFLIGHT_GRANTED,
    /** It was a question of the browser's, and the answer is no: 403 and no word more. */
    PREFLIGHT_REFUSED,
    /** The application does not see it: 403. */
    REFUSED
  }

  CorsAnswer {
    headers = Map.copyOf(headers);
  }

  boolean passes() {
    return verdict == Verdict.PASSES;
  }
}

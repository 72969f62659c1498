package io.weir.internal.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Recognises a CORS preflight: the question a browser asks before a request (Fetch §4.8). Any
 * client can send one, so it is only a preflight where the CORS filter answers it; everywhere else
 * it is an OPTIONS request.
 */
public final class CorsPreflight {

  private CorsPreflight() {}

  /** Whether the request is a preflight. */
  public static boolean is(HttpServletRequest request) {
    return is(
            RequestHead.method(request),
            request.getHeader("Origin") != null,
            request.getHeader("Access-Control-Request-Method") != null)
        && !hasCredentialsOrBody(request);
  }

  /** Whether a request with this method and these header fields is a preflight. */
  public static boolean is(String method, boolean hasOrigin, boolean hasRequestedMethod) {
    return method.equals("OPTIONS") && hasOrigin && hasRequestedMethod;
  }

  /** Whether the request carries what no browser sends with a preflight. */
  public static boolean hasCredentialsOrBody(HttpServletRequest request) {
    return request.getHeader("Authorization") != null || MessageBody.isPresent(request);
  }
}

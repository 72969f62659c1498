package io.weir.internal.http;

import jakarta.servlet.http.HttpServletRequest;

/** Recognises a CORS preflight: the question a browser asks before a request (Fetch §4.8). */
public final class CorsPreflight {

  private CorsPreflight() {}

  /** Whether the request is a preflight. */
  public static boolean is(HttpServletRequest request) {
    return is(
        request.getMethod(),
        request.getHeader("Origin") != null,
        request.getHeader("Access-Control-Request-Method") != null);
  }

  /** Whether a request with this method and these header fields is a preflight. */
  public static boolean is(String method, boolean hasOrigin, boolean hasRequestedMethod) {
    return method.equals("OPTIONS") && hasOrigin && hasRequestedMethod;
  }
}

package io.weir.cors;

import io.weir.internal.http.CorsPreflight;
import io.weir.internal.http.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;

/**
 * The parts of a request that the CORS protocol uses.
 *
 * @param method the method of the request
 * @param origins the lines of {@code Origin}; none if no page of another origin sent the request
 * @param requestedMethods the lines of {@code Access-Control-Request-Method}; none if the request
 *     carries what no preflight does
 * @param requestedHeaders the lines of {@code Access-Control-Request-Headers}
 * @param sameOrigin whether the browser says that the page has the same origin as the application
 * @param upgrade whether the request opens a WebSocket, which no response header can prevent
 */
record CorsRequest(
    String method,
    List<String> origins,
    List<String> requestedMethods,
    List<String> requestedHeaders,
    boolean sameOrigin,
    boolean upgrade) {

  CorsRequest {
    origins = List.copyOf(origins);
    requestedMethods = List.copyOf(requestedMethods);
    requestedHeaders = List.copyOf(requestedHeaders);
  }

  static CorsRequest of(HttpServletRequest request) {
    List<String> origins = lines(request, "Origin");
    if (origins.isEmpty()) {
      return new CorsRequest(
          RequestHead.method(request), origins, List.of(), List.of(), false, false);
    }
    return new CorsRequest(
        RequestHead.method(request),
        origins,
        CorsPreflight.hasCredentialsOrBody(request)
            ? List.of()
            : lines(request, "Access-Control-Request-Method"),
        lines(request, "Access-Control-Request-Headers"),
        // A page cannot set this header (Fetch §2.2.2). Browsers send it to https and to localhost.
        lines(request, "Sec-Fetch-Site").equals(List.of("same-origin")),
        lines(request, "Upgrade").stream()
            .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("websocket")));
  }

  private static List<String> lines(HttpServletRequest request, String name) {
    return RequestHead.fieldLines(request, name);
  }

  /** Whether this is a CORS-preflight request (Fetch §4.8). */
  boolean isPreflight() {
    return CorsPreflight.is(method, !origins.isEmpty(), !requestedMethods.isEmpty());
  }

  /** Whether the origin has the host and port of a {@code Host} header. */
  boolean isOf(String host) {
    return origins.size() == 1 && origins.get(0).endsWith("://" + host.toLowerCase(Locale.ROOT));
  }
}

package io.weir.cors;

import io.weir.internal.http.CorsPreflight;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What the CORS protocol asks of a request.
 *
 * @param origins the lines of {@code Origin}; none where no page of another origin can have sent it
 * @param requestedMethods the lines of {@code Access-Control-Request-Method}
 * @param requestedHeaders the lines of {@code Access-Control-Request-Headers}
 * @param sameOrigin whether the browser says that the page is the application's own
 * @param upgrade whether a WebSocket is to be opened, which no header of an answer can prevent
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
      return new CorsRequest(request.getMethod(), origins, List.of(), List.of(), false, false);
    }
    return new CorsRequest(
        request.getMethod(),
        origins,
        lines(request, "Access-Control-Request-Method"),
        lines(request, "Access-Control-Request-Headers"),
        // A page cannot set it (Fetch §2.2.2), and browsers send it to https and to localhost.
        lines(request, "Sec-Fetch-Site").equals(List.of("same-origin")),
        lines(request, "Upgrade").stream()
            .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains("websocket")));
  }

  private static List<String> lines(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(name));
  }

  /** Whether it is a preflight. */
  boolean isPreflight() {
    return CorsPreflight.is(method, !origins.isEmpty(), !requestedMethods.isEmpty());
  }

  /** Whether the origin has the host, and the port, that a {@code Host} header names. */
  boolean isOf(String host) {
    return origins.size() == 1 && origins.get(0).endsWith("://" + host.toLowerCase(Locale.ROOT));
  }
}

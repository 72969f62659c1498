package io.weir.cors;

import io.weir.cors.CorsAnswer.Verdict;
import io.weir.cors.CorsRefusal.Cause;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The server's side of the CORS protocol (Fetch §3.3) for one policy. */
final class CorsProtocol {

  private final CorsPolicy policy;
  private final Preflight preflight;
  private final boolean varies;

  /** Origins that may open a WebSocket, which carries the user's cookies. */
  private final OriginTree webSocketOrigins;

  /** The headers of every granted response that do not depend on the origin. */
  private final Map<String, String> commonHeaders = new HashMap<>();

  /** The value of Access-Control-Expose-Headers; empty if the header is not sent. */
  private final String exposedHeaders;

  CorsProtocol(CorsPolicy policy) {
    this.policy = policy;
    this.preflight = new Preflight(policy);
    this.varies = !policy.allowedOrigins().isWildcard();
    this.webSocketOrigins = OriginTree.of(policy.credentialed());
    this.exposedHeaders = policy.exposedHeaders().toString();
    if (policy.allowedOrigins().isWildcard()) {
      commonHeaders.put(CorsAnswer.ALLOW_ORIGIN, Origins.WILDCARD);
    }
    if (policy.credentials()) {
      commonHeaders.put(CorsAnswer.ALLOW_CREDENTIALS, "true");
    }
  }

  CorsAnswer answer(CorsRequest request) {
    if (request.origins().isEmpty()) {
      // A cache may reuse this response for other origins (Fetch §3.3, HTTP caches).
      return passes(
          policy.allowedOrigins().isWildcard() ? withExposedHeaders(commonHeaders) : Map.of());
    }
    if (hasMultipleOrigins(request)) {
      return refused(request, Cause.MULTIPLE_ORIGINS);
    }
    String origin = request.origins().get(0);
    boolean allowed = request.upgrade() ? mayOpenWebSocket(origin) : isAllowed(origin);
    if (request.isPreflight()) {
      return allowed ? preflight(request, origin) : refused(request, Cause.ORIGIN_NOT_ALLOWED);
    }
    if (allowed) {
      return passes(withExposedHeaders(headersFor(origin)));
    }
    if (request.sameOrigin()
        || WebOrigin.parse(origin).filter(policy.ownOrigins()::contains).isPresent()) {
      return passes(Map.of());
    }
    if (request.upgrade()) {
      return refused(request, Cause.WEBSOCKET_NOT_ALLOWED);
    }
    return policy.refuse()
        ? refused(request, Cause.ORIGIN_NOT_ALLOWED)
        : new CorsAnswer(
            Verdict.PASSES,
            Map.of(),
            varies,
            Optional.of(CorsRefusal.of(Cause.ORIGIN_NOT_ALLOWED)));
  }

  /**
   * Whether there are two Origin lines, or one line that can be read as a list. Proxies and servers
   * differ on which origin counts.
   */
  private static boolean hasMultipleOrigins(CorsRequest request) {
    String first = request.origins().get(0);
    return request.origins().size() > 1
        || first.indexOf(',') >= 0
        || first.indexOf(' ') >= 0
        || first.indexOf('\t') >= 0;
  }

  private boolean isAllowed(String origin) {
    return policy.allowedOrigins().isWildcard()
        || WebOrigin.parse(origin).filter(policy.allowedOrigins()::contains).isPresent();
  }

  private boolean mayOpenWebSocket(String origin) {
    return WebOrigin.parse(origin).filter(webSocketOrigins::matches).isPresent();
  }

  private CorsAnswer preflight(CorsRequest request, String origin) {
    Map<String, String> headers = headersFor(origin);
    return preflight
        .grant(request, headers)
        .map(refusal -> refused(request, refusal))
        .orElseGet(
            () -> new CorsAnswer(Verdict.PREFLIGHT_GRANTED, headers, varies, Optional.empty()));
  }

  private Map<String, String> headersFor(String origin) {
    Map<String, String> headers = new HashMap<>(commonHeaders);
    headers.putIfAbsent(CorsAnswer.ALLOW_ORIGIN, origin);
    return headers;
  }

  private Map<String, String> withExposedHeaders(Map<String, String> headers) {
    if (exposedHeaders.isEmpty()) {
      return headers;
    }
    Map<String, String> all = new HashMap<>(headers);
    all.put(CorsAnswer.EXPOSE_HEADERS, exposedHeaders);
    return all;
  }

  private CorsAnswer passes(Map<String, String> headers) {
    return new CorsAnswer(Verdict.PASSES, headers, varies, Optional.empty());
  }

  private CorsAnswer refused(CorsRequest request, Cause cause) {
    return refused(request, CorsRefusal.of(cause));
  }

  private CorsAnswer refused(CorsRequest request, CorsRefusal refusal) {
    return new CorsAnswer(
        request.isPreflight() ? Verdict.PREFLIGHT_REFUSED : Verdict.REFUSED,
        Map.of(),
        varies,
        Optional.of(refusal));
  }
}

package io.weir.cors;

import io.weir.cors.CorsAnswer.Verdict;
import io.weir.cors.Refusal.Cause;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The server's side of the CORS protocol (Fetch §3.3), by one policy. */
final class CorsProtocol {

  private final CorsPolicy policy;
  private final Preflight preflight;
  private final boolean varies;

  /** Whose WebSockets open besides the application's own: they carry the user's cookies. */
  private final OriginTree sockets;

  /** What every granted answer has, whoever asks. */
  private final Map<String, String> granted = new HashMap<>();

  /** What pages may read, as one line; empty if it is no more than they may anyway. */
  private final String exposed;

  CorsProtocol(CorsPolicy policy) {
    this.policy = policy;
    this.preflight = new Preflight(policy);
    this.varies = !policy.allowedOrigins().all();
    this.sockets = OriginTree.of(policy.credentialed());
    this.exposed = policy.exposedHeaders().toString();
    if (policy.allowedOrigins().all()) {
      granted.put(CorsAnswer.ALLOW_ORIGIN, Origins.ALL);
    }
    if (policy.credentials()) {
      granted.put(CorsAnswer.ALLOW_CREDENTIALS, "true");
    }
  }

  CorsAnswer answer(CorsRequest request) {
    if (request.origins().isEmpty()) {
      // A cache may keep this answer for pages of other origins (Fetch §3.3, HTTP caches).
      return policy.allowedOrigins().all() ? passes(exposing(granted)) : passes(Map.of());
    }
    if (namesSeveral(request)) {
      return refused(request, Refusal.because(Cause.SEVERAL_ORIGINS));
    }
    String origin = request.origins().get(0);
    boolean allowed = request.upgrade() ? mayOpenSocket(origin) : isAllowed(origin);
    if (request.isPreflight()) {
      return allowed ? preflight(request, origin) : refused(request, foreign());
    }
    if (allowed) {
      return passes(exposing(grantedTo(origin)));
    }
    if (request.sameOrigin()
        || WebOrigin.parse(origin).filter(policy.ownOrigins()::list).isPresent()) {
      return passes(Map.of());
    }
    if (request.upgrade()) {
      return refused(request, Refusal.because(Cause.SOCKET));
    }
    return policy.refuse()
        ? refused(request, foreign())
        : new CorsAnswer(Verdict.PASSES, Map.of(), varies, Optional.of(foreign()));
  }

  /**
   * Two lines, or what reads as a list in one: proxies and servers do not agree which of them
   * counts.
   */
  private static boolean namesSeveral(CorsRequest request) {
    String first = request.origins().get(0);
    return request.origins().size() > 1
        || first.indexOf(',') >= 0
        || first.indexOf(' ') >= 0
        || first.indexOf('\t') >= 0;
  }

  private boolean isAllowed(String origin) {
    return policy.allowedOrigins().all()
        || WebOrigin.parse(origin).filter(policy.allowedOrigins()::list).isPresent();
  }

  private boolean mayOpenSocket(String origin) {
    return WebOrigin.parse(origin).filter(sockets::contains).isPresent();
  }

  private CorsAnswer preflight(CorsRequest request, String origin) {
    Map<String, String> headers = grantedTo(origin);
    Optional<Refusal> refusal = preflight.grant(request, headers);
    return refusal.isPresent()
        ? refused(request, refusal.get())
        : new CorsAnswer(Verdict.PREFLIGHT_GRANTED, headers, varies, Optional.empty());
  }

  private Map<String, String> grantedTo(String origin) {
    Map<String, String> headers = new HashMap<>(granted);
    headers.putIfAbsent(CorsAnswer.ALLOW_ORIGIN, origin);
    return headers;
  }

  private Map<String, String> exposing(Map<String, String> headers) {
    if (exposed.isEmpty()) {
      return headers;
    }
    Map<String, String> more = new HashMap<>(headers);
    more.put(CorsAnswer.EXPOSE_HEADERS, exposed);
    return more;
  }

  private CorsAnswer passes(Map<String, String> headers) {
    return new CorsAnswer(Verdict.PASSES, headers, varies, Optional.empty());
  }

  private static Refusal foreign() {
    return Refusal.because(Cause.FOREIGN_ORIGIN);
  }

  private CorsAnswer refused(CorsRequest request, Refusal refusal) {
    return new CorsAnswer(
        request.isPreflight() ? Verdict.PREFLIGHT_REFUSED : Verdict.REFUSED,
        Map.of(),
        varies,
        Optional.of(refusal));
  }
}

package io.weir.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Whether a page of another site sent a request, as its browser says it. A page can neither set nor
 * remove {@code Origin} and {@code Sec-Fetch-Site} (Fetch §2.2.2).
 *
 * <pre>
 *   Origin: https://evil.example      Sec-Fetch-Site: cross-site     foreign
 *   Origin: https://app.example.com   Sec-Fetch-Site: same-origin    not foreign
 *   Origin: null                                                     foreign: a page can hide its origin
 *   neither                                                          not foreign: no browser, or a link in an old one
 * </pre>
 */
public final class RequestOrigin {

  private static final String HTTPS = "https://";
  private static final String HTTP = "http://";

  private RequestOrigin() {}

  /**
   * Whether the page is foreign.
   *
   * @param known the origins whose pages the administrator allows, as browsers write them
   */
  public static boolean isForeign(HttpServletRequest request, Predicate<String> known) {
    List<String> origins = RequestHead.fieldLines(request, "Origin");
    if (origins.size() == 1 && known.test(origins.get(0))) {
      return false;
    }
    // Browsers send this header to https and to localhost only (Fetch Metadata §2).
    List<String> sites = RequestHead.fieldLines(request, "Sec-Fetch-Site");
    if (sites.equals(List.of("same-origin"))) {
      return false;
    }
    if (sites.stream().anyMatch(site -> site.strip().equalsIgnoreCase("cross-site"))) {
      return true;
    }
    return !origins.isEmpty() && !(origins.size() == 1 && isOwn(origins.get(0), request));
  }

  /** Whether the origin has the host and port that the request asks for. */
  private static boolean isOwn(String origin, HttpServletRequest request) {
    String host = host(request).toLowerCase(Locale.ROOT);
    if (origin.startsWith(HTTPS)) {
      return isAt(host, origin.substring(HTTPS.length()), ":443");
    }
    // A proxy may have ended TLS, so a request that came without it can be of a page of https. A
    // page of http is another site than its neighbour of https (HTML §7.1.1).
    return origin.startsWith(HTTP)
        && !request.isSecure()
        && isAt(host, origin.substring(HTTP.length()), ":80");
  }

  private static String host(HttpServletRequest request) {
    List<String> hosts = RequestHead.fieldLines(request, "Host");
    // HTTP/2 has :authority in its place.
    return hosts.isEmpty()
        ? request.getServerName() + ":" + request.getServerPort()
        : String.join(",", hosts);
  }

  /** Browsers leave the default port out of both; other clients may write it in {@code Host}. */
  private static boolean isAt(String host, String authority, String defaultPort) {
    return host.equals(authority) || host.equals(authority + defaultPort);
  }
}

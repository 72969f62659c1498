package io.weir.cors;

import io.weir.cors.CorsRefusal.Cause;
import io.weir.internal.http.CommaList;
import io.weir.internal.http.HttpToken;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks the method and headers of a preflight (Fetch §4.8). The response lists only what the
 * browser asked for: it reveals nothing else that is allowed, and {@code *} has no meaning for a
 * request with credentials.
 */
final class Preflight {

  /** CORS-safelisted methods: browsers send them without a preflight (Fetch §2.2.1). */
  private static final Set<String> SAFELISTED_METHODS = Set.of("GET", "HEAD", "POST");

  /** {@code *} does not include this header (CORS non-wildcard request-header, Fetch §2.2.2). */
  private static final String AUTHORIZATION = "authorization";

  /** Browsers send less. The limit bounds the work for a hostile client. */
  private static final int MAX_CHARACTERS = 4_096;

  /** Proxies that split or join lines may leave empty elements (RFC 9110 §5.6.1.2). */
  private static final int MAX_EMPTY_ELEMENTS = 16;

  private final NameList methods;
  private final NameList headers;
  private final String maxAge;

  Preflight(CorsPolicy policy) {
    this.methods = policy.allowedMethods();
    this.headers = policy.allowedHeaders();
    this.maxAge = Long.toString(policy.maxAge().toSeconds());
  }

  /**
   * Why the preflight is refused; nothing if it is granted.
   *
   * @param granted the headers of the response, to which this method adds
   */
  Optional<CorsRefusal> grant(CorsRequest request, Map<String, String> granted) {
    if (request.requestedMethods().size() != 1
        || !HttpToken.isToken(request.requestedMethods().get(0))) {
      return Optional.of(CorsRefusal.of(Cause.MALFORMED_METHOD));
    }
    String method = request.requestedMethods().get(0);
    if (!isAllowedMethod(method)) {
      return Optional.of(CorsRefusal.of(Cause.METHOD_NOT_ALLOWED, method));
    }
    granted.put(CorsAnswer.ALLOW_METHODS, method);
    granted.put(CorsAnswer.MAX_AGE, maxAge);
    return grantHeaders(request.requestedHeaders(), granted);
  }

  /** Method names are case-sensitive. {@code *} does not include forbidden methods. */
  private boolean isAllowedMethod(String method) {
    return SAFELISTED_METHODS.contains(method)
        || methods.names().contains(method)
        || (methods.wildcard() && !NameListParser.isForbiddenMethod(method));
  }

  private Optional<CorsRefusal> grantHeaders(List<String> lines, Map<String, String> granted) {
    Set<String> names = new TreeSet<>();
    int characters = 0;
    int emptyElements = 0;
    for (String line : lines) {
      characters += line.length();
      if (characters > MAX_CHARACTERS) {
        return Optional.of(CorsRefusal.of(Cause.MALFORMED_HEADERS));
      }
      for (String element : CommaList.withEmptyElements(line)) {
        String name = element.toLowerCase(Locale.ROOT);
        if (name.isEmpty() ? ++emptyElements > MAX_EMPTY_ELEMENTS : !HttpToken.isToken(name)) {
          return Optional.of(CorsRefusal.of(Cause.MALFORMED_HEADERS));
        }
        if (!name.isEmpty() && !isAllowedHeader(name)) {
          return Optional.of(CorsRefusal.of(Cause.HEADER_NOT_ALLOWED, name));
        }
        names.add(name);
      }
    }
    names.remove("");
    if (!names.isEmpty()) {
      granted.put(CorsAnswer.ALLOW_HEADERS, String.join(",", names));
    }
    return Optional.empty();
  }

  private boolean isAllowedHeader(String name) {
    return headers.names().contains(name) || (headers.wildcard() && !name.equals(AUTHORIZATION));
  }
}

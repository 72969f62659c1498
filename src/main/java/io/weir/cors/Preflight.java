package io.weir.cors;

import io.weir.cors.Refusal.Cause;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a browser asks for a page before it sends a request (Fetch §4.8). Granted is what was asked
 * for, by name: an answer tells nobody what else is allowed, and {@code *} means nothing to a
 * request with credentials.
 */
final class Preflight {

  /** Browsers send these for every page without asking (Fetch §2.2.1). */
  private static final Set<String> SAFELISTED_METHODS = Set.of("GET", "HEAD", "POST");

  /** {@code *} does not stand for it (Fetch §2.2.2). */
  private static final String AUTHORIZATION = "authorization";

  /** More than a browser asks for, and little to read for whoever sends as much as he can. */
  private static final int MOST_CHARACTERS = 4_096;

  /** Proxies that split or join lines may leave some (RFC 9110 §5.6.1.2). */
  private static final int MOST_EMPTY_ELEMENTS = 16;

  private final NameList methods;
  private final NameList headers;
  private final String maxAge;

  Preflight(CorsPolicy policy) {
    this.methods = policy.allowedMethods();
    this.headers = policy.allowedHeaders();
    this.maxAge = Long.toString(policy.maxAge().toSeconds());
  }

  /** Why not; or nothing, and {@code granted} has what the answer needs more. */
  Optional<Refusal> grant(CorsRequest request, Map<String, String> granted) {
    if (request.requestedMethods().size() != 1
        || !NameList.isToken(request.requestedMethods().get(0))) {
      return Optional.of(Refusal.because(Cause.NO_METHOD));
    }
    String method = request.requestedMethods().get(0);
    if (!isAllowed(method)) {
      return Optional.of(Refusal.because(Cause.METHOD, method));
    }
    granted.put(CorsAnswer.ALLOW_METHODS, method);
    granted.put(CorsAnswer.MAX_AGE, maxAge);
    return grantHeaders(request.requestedHeaders(), granted);
  }

  /** Case-sensitive, as methods are; {@code *} means none that browsers never send. */
  private boolean isAllowed(String method) {
    return SAFELISTED_METHODS.contains(method)
        || methods.listed().contains(method)
        || (methods.all() && !GrantableNames.isForbiddenMethod(method));
  }

  private Optional<Refusal> grantHeaders(List<String> lines, Map<String, String> granted) {
    Set<String> names = new TreeSet<>();
    int characters = 0;
    int empty = 0;
    for (String line : lines) {
      characters += line.length();
      if (characters > MOST_CHARACTERS) {
        return Optional.of(Refusal.because(Cause.MALFORMED_HEADERS));
      }
      for (String element : line.split(",", -1)) {
        String name = element.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty() ? ++empty > MOST_EMPTY_ELEMENTS : !NameList.isToken(name)) {
          return Optional.of(Refusal.because(Cause.MALFORMED_HEADERS));
        }
        if (!name.isEmpty() && !isAllowedHeader(name)) {
          return Optional.of(Refusal.because(Cause.HEADER, name));
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
    return headers.listed().contains(name) || (headers.all() && !name.equals(AUTHORIZATION));
  }
}

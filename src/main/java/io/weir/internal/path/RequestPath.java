package io.weir.internal.path;

import io.weir.internal.http.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request below its context, in three views. Servlet containers and JAX-RS read a
 * target such as {@code /auth;x=1/login} differently. One of the views is the one by which the
 * protected code is found.
 *
 * @param mapped the container's view: servlet path and path info, without a trailing slash
 * @param canonical the view of the target itself: without path parameters, decoded once, with dot
 *     segments resolved
 * @param literal like {@code canonical}, but with dot segments and encoded slashes left in place:
 *     in JAX-RS and WebSockets {@code ..} and {@code a%2fb} may be the value of a path variable
 *     (RESTEasy, Jersey, Tyrus)
 * @param form how the target is written
 */
public record RequestPath(String mapped, String canonical, String literal, TargetForm form) {

  /** The path of this dispatch. In a FORWARD it is the path of the forward's target. */
  public static RequestPath of(HttpServletRequest request) {
    return of(
        RequestHead.contextPath(request),
        RequestHead.target(request),
        RequestHead.servletPath(request),
        request.getPathInfo());
  }

  /**
   * The path of a request.
   *
   * @param contextPath the context path as sent by the client, possibly encoded
   * @param requestUri the raw target without the query
   * @param servletPath the servlet path as decoded by the container
   * @param pathInfo the path info as decoded by the container; null if there is none
   */
  public static RequestPath of(
      String contextPath, String requestUri, String servletPath, @Nullable String pathInfo) {
    String mapped = withoutTrailingSlashes(pathInfo == null ? servletPath : servletPath + pathInfo);
    if (isConcatenation(requestUri, contextPath, mapped) && isPlain(requestUri)) {
      return new RequestPath(mapped, mapped, mapped, TargetForm.PLAIN);
    }
    CanonicalTarget target = CanonicalTarget.of(requestUri);
    String context = CanonicalTarget.of(contextPath).path();
    return new RequestPath(
        mapped, below(context, target.path()), below(context, target.literal()), target.form());
  }

  /**
   * The last segment of a target as WildFly's Elytron finds it, with its slash: Elytron decodes the
   * target as a whole, takes what follows the last slash, and cuts that at the first semicolon. An
   * encoded slash or semicolon separates, too. Empty if an escape is malformed.
   */
  public static String lastSegment(String requestUri) {
    String decoded = PercentEncoding.decode(requestUri).orElse("");
    String segment = decoded.substring(decoded.lastIndexOf('/') + 1);
    int end = segment.indexOf(';');
    return decoded.isEmpty() ? "" : "/" + (end < 0 ? segment : segment.substring(0, end));
  }

  /** Whether the pattern matches at least one view. Rules that protect use this. */
  public boolean any(Predicate<String> pattern) {
    return any(pattern, Predicate::test);
  }

  /** Like {@link #any(Predicate)}, without allocating a lambda for each rule and request. */
  public <P> boolean any(P pattern, BiPredicate<P, String> matches) {
    return matches.test(pattern, mapped)
        || (hasDistinctCanonical() && matches.test(pattern, canonical))
        || (hasDistinctLiteral() && matches.test(pattern, literal));
  }

  /** Whether the pattern matches every view. Exemptions use this. */
  public boolean all(Predicate<String> pattern) {
    return pattern.test(mapped)
        && (!hasDistinctCanonical() || pattern.test(canonical))
        && (!hasDistinctLiteral() || pattern.test(literal));
  }

  /** The distinct views. */
  public List<String> views() {
    return hasDistinctCanonical() || hasDistinctLiteral()
        ? Stream.of(mapped, canonical, literal).distinct().toList()
        : List.of(mapped);
  }

  private boolean hasDistinctCanonical() {
    return !canonical.equals(mapped);
  }

  private boolean hasDistinctLiteral() {
    return !literal.equals(canonical) && !literal.equals(mapped);
  }

  private static String withoutTrailingSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return end == 0 ? "/" : path.substring(0, end);
  }

  /**
   * The path below the context. A path outside the context stays as it is: then the views differ,
   * and rules match either.
   */
  static String below(String context, String path) {
    if (context.equals("/")) {
      return path;
    }
    if (path.equals(context)) {
      return "/";
    }
    boolean below = path.startsWith(context) && path.charAt(context.length()) == '/';
    return below ? path.substring(context.length()) : path;
  }

  private static boolean isConcatenation(String whole, String start, String end) {
    return whole.length() == start.length() + end.length()
        && whole.startsWith(start)
        && whole.endsWith(end);
  }

  /** Whether decoding and resolving would change nothing, as for most targets. */
  private static boolean isPlain(String target) {
    char previous = 0;
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '%' || c == ';' || c == '\\') {
        return false;
      }
      if (previous == '/' && (c == '/' || c == '.')) {
        return false;
      }
      previous = c;
    }
    return target.startsWith("/");
  }
}

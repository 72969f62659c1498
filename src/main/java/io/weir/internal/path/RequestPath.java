package io.weir.internal.path;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request below its context, in three views. Servers, servlets and JAX-RS do not
 * agree on how a target such as {@code /auth;x=1/login} is read; whoever runs the protected code,
 * one of the views says so.
 *
 * @param mapped the container's view: servlet path and path info, without a slash at the end
 * @param canonical the target's own: parameters cut off, decoded once, dot segments resolved
 * @param literal the same with dot segments and encoded slashes left where they are: for JAX-RS and
 *     WebSockets {@code ..} and {@code a%2fb} may be the value of a variable (RESTEasy, Jersey,
 *     Tyrus)
 * @param form how the target is written
 */
public record RequestPath(String mapped, String canonical, String literal, TargetForm form) {

  /** The path of this dispatch; in a FORWARD, of the target forwarded to. */
  public static RequestPath of(HttpServletRequest request) {
    return of(
        request.getContextPath(),
        request.getRequestURI(),
        request.getServletPath(),
        request.getPathInfo());
  }

  /**
   * The path.
   *
   * @param contextPath as requested, perhaps encoded
   * @param requestUri the raw target, without the query
   * @param servletPath as the container decoded it
   * @param pathInfo as the container decoded it; null where the servlet path is everything
   */
  public static RequestPath of(
      String contextPath, String requestUri, String servletPath, @Nullable String pathInfo) {
    String mapped = withoutSlashAtEnd(pathInfo == null ? servletPath : servletPath + pathInfo);
    if (isConcatenation(requestUri, contextPath, mapped) && isPlain(requestUri)) {
      return new RequestPath(mapped, mapped, mapped, TargetForm.PLAIN);
    }
    CanonicalTarget target = CanonicalTarget.of(requestUri);
    String context = CanonicalTarget.of(contextPath).path();
    return new RequestPath(
        mapped, below(context, target.path()), below(context, target.literal()), target.form());
  }

  /** Whether one of the views is meant: the question of a rule that protects. */
  public boolean any(Predicate<String> pattern) {
    return any(pattern, Predicate::test);
  }

  /** The same, for rules of which every request asks many: without a lambda for each as garbage. */
  public <P> boolean any(P pattern, BiPredicate<P, String> matches) {
    return matches.test(pattern, mapped)
        || (isCanonicalOther() && matches.test(pattern, canonical))
        || (isLiteralOther() && matches.test(pattern, literal));
  }

  /** Whether all views are meant: the question of an exemption. */
  public boolean all(Predicate<String> pattern) {
    return pattern.test(mapped)
        && (!isCanonicalOther() || pattern.test(canonical))
        && (!isLiteralOther() || pattern.test(literal));
  }

  /** The views, each once. */
  public List<String> views() {
    return Stream.of(mapped, canonical, literal).distinct().toList();
  }

  private boolean isCanonicalOther() {
    return !canonical.equals(mapped);
  }

  private boolean isLiteralOther() {
    return !literal.equals(canonical) && !literal.equals(mapped);
  }

  private static String withoutSlashAtEnd(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return end == 0 ? "/" : path.substring(0, end);
  }

  /** The path below the context; as it is, if it is not: then the views differ, and both count. */
  private static String below(String context, String path) {
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

  /** Whether decoding and resolving would change nothing; most targets are so. */
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

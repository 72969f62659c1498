package io.weir.internal.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The method, the target and the header fields of a request. Containers always have them, but
 * wrappers of applications may return null, and {@code getHeaders} may by its contract. What is
 * missing is empty: it matches no rule that names a method, and a path without a target is
 * ambiguous.
 */
public final class RequestHead {

  private RequestHead() {}

  public static String method(HttpServletRequest request) {
    return orEmpty(request.getMethod());
  }

  /** The protocol and its version, for example {@code HTTP/1.1}. */
  public static String protocol(HttpServletRequest request) {
    return orEmpty(request.getProtocol());
  }

  /** The target as the client writes it, without the query. */
  public static String target(HttpServletRequest request) {
    return orEmpty(request.getRequestURI());
  }

  public static String contextPath(HttpServletRequest request) {
    return orEmpty(request.getContextPath());
  }

  public static String servletPath(HttpServletRequest request) {
    return orEmpty(request.getServletPath());
  }

  /** The field lines of this name, in their order. */
  public static List<String> fieldLines(HttpServletRequest request, String name) {
    Enumeration<String> lines = request.getHeaders(name);
    return lines == null ? List.of() : Collections.list(lines);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}

package io.weir.validation;

import io.weir.internal.http.AsyncRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A request whose parameters are changed: in its query, its form, and what the server has parsed of
 * both.
 */
final class RewrittenRequest extends AsyncRequestWrapper {

  private static final String LENGTH = "Content-Length";

  private final Rewrites rewrites;
  private final Optional<String> queryBefore;
  private final Optional<String> query;
  private final Optional<Integer> length;

  /** Values by the name of their parameter and by what they were. */
  private final Map<String, Map<String, String>> changed = new ConcurrentHashMap<>();

  /**
   * A changed request.
   *
   * @param query the new one
   * @param length of the new body; nothing if it has none, or its length is not declared
   */
  RewrittenRequest(
      HttpServletRequest request,
      Rewrites rewrites,
      Optional<String> query,
      Optional<Integer> length) {
    super(request);
    this.rewrites = rewrites;
    this.queryBefore = Optional.ofNullable(request.getQueryString());
    this.query = query;
    this.length = length;
  }

  /** The same changes around another request: the server's own, in an asynchronous dispatch. */
  RewrittenRequest around(HttpServletRequest request) {
    return new RewrittenRequest(request, rewrites, query, length);
  }

  /** A forward has a query of its own. */
  @Override
  public @Nullable String getQueryString() {
    String now = super.getQueryString();
    return Optional.ofNullable(now).equals(queryBefore) ? query.orElse(null) : now;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, String[]> changed = new LinkedHashMap<>(super.getParameterMap());
    rewrites.names().forEach(name -> changed.computeIfPresent(name, this::applied));
    return Collections.unmodifiableMap(changed);
  }

  private String[] applied(String name, String[] values) {
    return Arrays.stream(values).map(value -> applied(name, value)).toArray(String[]::new);
  }

  /** An application asks for the same parameter again and again. */
  private String applied(String name, String value) {
    return changed
        .computeIfAbsent(name, first -> new ConcurrentHashMap<>())
        .computeIfAbsent(value, first -> rewrites.applied(name, first));
  }

  @Override
  public @Nullable String getParameter(String name) {
    String[] values = getParameterValues(name);
    return values == null ? null : values[0];
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String[] values = super.getParameterValues(name);
    return values == null || !rewrites.names().contains(name) ? values : applied(name, values);
  }

  @Override
  public int getContentLength() {
    return length.orElseGet(super::getContentLength);
  }

  @Override
  public long getContentLengthLong() {
    return length.map(Integer::longValue).orElseGet(super::getContentLengthLong);
  }

  private boolean isLength(String name) {
    return length.isPresent() && name.equalsIgnoreCase(LENGTH);
  }

  @Override
  public @Nullable String getHeader(String name) {
    return isLength(name) ? length.map(String::valueOf).orElse(null) : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return isLength(name)
        ? Collections.enumeration(length.map(String::valueOf).stream().toList())
        : super.getHeaders(name);
  }

  @Override
  public int getIntHeader(String name) {
    return isLength(name) ? getContentLength() : super.getIntHeader(name);
  }
}

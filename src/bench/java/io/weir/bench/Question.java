package io.weir.bench;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request without a server, whose methods cost a benchmark next to nothing. */
public final class Question extends HttpServletRequestWrapper {

  private final String method;
  private final String path;
  private final String remoteAddr;
  private final Map<String, String> headers;
  private final Map<String, Object> attributes = new HashMap<>();

  /**
   * A request to an application at the root.
   *
   * @param headers one value each, by the name by which they are asked for
   */
  public Question(String method, String path, String remoteAddr, Map<String, String> headers) {
    super(Nothing.of(HttpServletRequest.class));
    this.method = method;
    this.path = path;
    this.remoteAddr = remoteAddr;
    this.headers = Map.copyOf(headers);
  }

  /** Resets the request to its initial state. */
  public Question fresh() {
    attributes.clear();
    return this;
  }

  @Override
  public DispatcherType getDispatcherType() {
    return DispatcherType.REQUEST;
  }

  @Override
  public boolean isAsyncStarted() {
    return false;
  }

  @Override
  public String getMethod() {
    return method;
  }

  @Override
  public String getContextPath() {
    return "";
  }

  @Override
  public String getRequestURI() {
    return path;
  }

  @Override
  public String getServletPath() {
    return path;
  }

  @Override
  public @Nullable String getPathInfo() {
    return null;
  }

  @Override
  public String getRemoteAddr() {
    return remoteAddr;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return headers.get(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    return Collections.enumeration(headers.keySet());
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    String value = headers.get(name);
    return Collections.enumeration(value == null ? List.of() : List.of(value));
  }

  @Override
  public String getProtocol() {
    return "HTTP/1.1";
  }

  @Override
  public String getScheme() {
    return "https";
  }

  @Override
  public String getServerName() {
    return "api.example.com";
  }

  @Override
  public int getServerPort() {
    return 443;
  }

  @Override
  public @Nullable String getQueryString() {
    return null;
  }

  @Override
  public StringBuffer getRequestURL() {
    return new StringBuffer("https://api.example.com").append(path);
  }

  @Override
  public @Nullable String getCharacterEncoding() {
    return null;
  }

  @Override
  public int getContentLength() {
    return -1;
  }

  @Override
  public long getContentLengthLong() {
    return -1;
  }

  @Override
  public @Nullable String getContentType() {
    return null;
  }

  @Override
  public void removeAttribute(String name) {
    attributes.remove(name);
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return attributes.get(name);
  }

  @Override
  public void setAttribute(String name, Object value) {
    attributes.put(name, value);
  }
}

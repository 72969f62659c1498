package io.weir.bench;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response without a server, that remembers its headers, for filters that read them again. */
public final class Written extends HttpServletResponseWrapper {

  private final Map<String, List<String>> headers = new LinkedHashMap<>();

  /** An empty response. */
  public Written() {
    super(Nothing.of(HttpServletResponse.class));
  }

  /** The length of name and value of the header that allows a page to read; 0 if there is none. */
  public long granted() {
    String name = "Access-Control-Allow-Origin";
    String origin = getHeader(name);
    return origin == null ? 0 : name.length() + origin.length();
  }

  @Override
  public void setHeader(String name, String value) {
    headers.put(name, new ArrayList<>(List.of(value)));
  }

  @Override
  public void addHeader(String name, String value) {
    headers.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
  }

  @Override
  public boolean containsHeader(String name) {
    return headers.containsKey(name);
  }

  @Override
  public @Nullable String getHeader(String name) {
    List<String> lines = headers.get(name);
    return lines == null ? null : lines.get(0);
  }

  @Override
  public Collection<String> getHeaders(String name) {
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public Collection<String> getHeaderNames() {
    return headers.keySet();
  }

  @Override
  public int getStatus() {
    return SC_OK;
  }

  @Override
  public boolean isCommitted() {
    return false;
  }

  @Override
  public @Nullable String getContentType() {
    return null;
  }

  @Override
  public String getCharacterEncoding() {
    return "UTF-8";
  }

  @Override
  public void flushBuffer() {}
}

package io.weir.sample.deployment;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * Wraps requests as Spring's ForwardedHeaderFilter does: the address is the first of {@code
 * X-Forwarded-For}, whoever sent it, and the header is hidden.
 */
@WebFilter(
    urlPatterns = "/*",
    asyncSupported = true,
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC})
public class ForwardedAddressFilter implements Filter {

  private static final String HEADER = "X-Forwarded-For";

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest original = (HttpServletRequest) request;
    String forwarded = original.getHeader(HEADER);
    chain.doFilter(forwarded == null ? request : new Wrapper(original, forwarded), response);
  }

  private static final class Wrapper extends HttpServletRequestWrapper {

    private final String address;

    Wrapper(HttpServletRequest request, String forwarded) {
      super(request);
      address = forwarded.split(",", -1)[0].strip();
    }

    @Override
    public String getRemoteAddr() {
      return address;
    }

    @Override
    public @Nullable String getHeader(String name) {
      return name.equalsIgnoreCase(HEADER) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return name.equalsIgnoreCase(HEADER)
          ? Collections.emptyEnumeration()
          : super.getHeaders(name);
    }
  }
}

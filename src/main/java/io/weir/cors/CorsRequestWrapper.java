package io.weir.cors;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A request whose asynchronous answer is the one whose headers are kept: {@code startAsync()} alone
 * would take the server's own, past every filter (Servlet 6.0 §2.3.3.3).
 */
final class CorsRequestWrapper extends HttpServletRequestWrapper {

  private final HttpServletResponse response;

  CorsRequestWrapper(HttpServletRequest request, HttpServletResponse response) {
    super(request);
    this.response = response;
  }

  @Override
  public AsyncContext startAsync() {
    return super.startAsync(this, response);
  }
}

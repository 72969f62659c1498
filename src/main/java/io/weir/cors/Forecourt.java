package io.weir.cors;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Where requests pass before the container authenticates them, on a server that lets it. A
 * preflight never carries credentials (Fetch §3.3.5), so a container that asks for some would
 * refuse it.
 */
record Forecourt(CorsHandler handler) implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    handler.passEarly((HttpServletRequest) request, (HttpServletResponse) response, chain);
  }
}

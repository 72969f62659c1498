package io.weir.ratelimit;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Where requests pass before the container looks who asks, on a server that lets it: guesses at
 * passwords that the container itself answers count too.
 *
 * @param gate as long as the application runs
 */
record Lobby(Supplier<RateLimitHandler> gate) implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    gate.get()
        .handleBeforeAuthentication(
            (HttpServletRequest) request, (HttpServletResponse) response, chain);
  }
}

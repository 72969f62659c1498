package io.weir.internal.deployment;

import io.weir.internal.exchange.Exchange;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * The filters that a request meets before the container authenticates it, as one filter.
 *
 * @param filters in the order in which a request meets them
 */
record PreAuthenticationFilters(List<Filter> filters) implements Filter {

  PreAuthenticationFilters {
    filters = List.copyOf(filters);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest seen = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    Exchange.of(seen).run(seen, answer, () -> from(0, chain).doFilter(seen, answer));
  }

  private FilterChain from(int place, FilterChain end) {
    return place == filters.size()
        ? end
        : (request, response) ->
            filters.get(place).doFilter(request, response, from(place + 1, end));
  }
}

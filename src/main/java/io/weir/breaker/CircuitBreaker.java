package io.weir.breaker;

import io.weir.internal.deployment.FilterReference;
import io.weir.internal.exchange.Exchange;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Stops requests to services that fail, until the services work again. */
public final class CircuitBreaker implements Filter {

  private @Nullable FilterReference<RunningCircuitBreaker> reference;

  /** Created by the filter-class, which loads it. */
  public CircuitBreaker() {}

  @Override
  public void init(FilterConfig config) throws ServletException {
    reference =
        FilterReference.of(new CircuitBreakerProvider(), RunningCircuitBreaker.class, config);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    CircuitBreakerHandler handler = reference == null ? null : reference.running().handler();
    DispatcherType dispatch = request.getDispatcherType();
    // Error pages and includes show what a request led to that a circuit has admitted.
    if (handler == null
        || dispatch == DispatcherType.ERROR
        || dispatch == DispatcherType.INCLUDE
        || !(request instanceof HttpServletRequest asked)
        || !(response instanceof HttpServletResponse answer)) {
      chain.doFilter(request, response);
      return;
    }
    Exchange.of(asked).run(asked, answer, () -> handler.handle(asked, answer, chain));
  }

  @Override
  public void destroy() {
    if (reference != null) {
      reference.close();
    }
  }
}

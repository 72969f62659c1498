package io.weir;

/**
 * Refuses requests to a service that fails, until it works again. This is the filter-class for a
 * {@code web.xml}. The init-params are the settings; {@code circuits} has one circuit per line.
 */
public final class CircuitBreakerFilter extends DelegatingFilter {

  /** Created by the container. */
  public CircuitBreakerFilter() {
    super("io.weir.breaker.CircuitBreaker");
  }
}

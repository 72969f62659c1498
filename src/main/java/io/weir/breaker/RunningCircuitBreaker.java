package io.weir.breaker;

import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.EventCounters;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The circuit breaker filter of a running application. */
final class RunningCircuitBreaker implements RunningFilter {

  private final @Nullable CircuitBreakerHandler handler;
  private final CircuitBeans beans;

  private RunningCircuitBreaker(CircuitBeans beans) {
    this.handler = null;
    this.beans = beans;
  }

  /**
   * A filter that refuses requests.
   *
   * @param beans by which an administrator sees and changes the circuits
   */
  RunningCircuitBreaker(CircuitBreakerHandler handler, CircuitBeans beans) {
    this.handler = handler;
    this.beans = beans;
  }

  /** A filter that is switched off. */
  static RunningCircuitBreaker off() {
    return new RunningCircuitBreaker(CircuitBeans.NONE);
  }

  /** Decides about requests; null if all requests pass untouched. */
  @Nullable CircuitBreakerHandler handler() {
    return handler;
  }

  @Override
  public Optional<Filter> beforeAuthentication() {
    return Optional.empty();
  }

  @Override
  public List<EventCounters.Count> counts() {
    return handler == null ? List.of() : handler.counters().snapshot();
  }

  @Override
  public void close() {
    beans.close();
    if (handler != null) {
      handler.close();
    }
  }
}

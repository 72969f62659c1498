package io.weir.breaker;

import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.EventCounters;
import io.weir.internal.upstream.ServiceCircuit;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The circuit breaker filter of a running application. */
final class RunningCircuitBreaker implements RunningFilter {

  private final @Nullable CircuitBreakerHandler handler;
  private final CircuitBeans beans;
  private final Runnable leave;

  /**
   * A filter that refuses requests.
   *
   * @param handler decides about requests; null if all requests pass untouched
   * @param beans by which an administrator sees and changes the circuits
   * @param leave gives back what connects it with other nodes
   */
  RunningCircuitBreaker(
      @Nullable CircuitBreakerHandler handler, CircuitBeans beans, Runnable leave) {
    this.handler = handler;
    this.beans = beans;
    this.leave = leave;
  }

  /** A filter that is switched off. */
  static RunningCircuitBreaker off() {
    return new RunningCircuitBreaker(null, CircuitBeans.NONE, () -> {});
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
  public Optional<ServiceCircuit> circuit(String name) {
    return handler == null ? Optional.empty() : handler.circuit(name);
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
    leave.run();
  }
}

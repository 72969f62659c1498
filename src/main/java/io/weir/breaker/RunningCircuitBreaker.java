package io.weir.breaker;

import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.deployment.Switches;
import io.weir.internal.events.EventCounters;
import io.weir.internal.upstream.ServiceCircuit;
import jakarta.servlet.Filter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The circuit breaker filter of a running application. */
final class RunningCircuitBreaker implements RunningFilter {

  private final @Nullable CircuitBreakerHandler handler;
  private final CircuitBeans beans;
  private final Runnable leave;
  private final Set<String> disabled;

  /**
   * A filter that refuses requests.
   *
   * @param beans by which an administrator sees and changes the circuits
   * @param leave gives back what connects it with other nodes
   */
  RunningCircuitBreaker(CircuitBreakerHandler handler, CircuitBeans beans, Runnable leave) {
    this(handler, beans, leave, Set.of());
  }

  private RunningCircuitBreaker(
      @Nullable CircuitBreakerHandler handler,
      CircuitBeans beans,
      Runnable leave,
      Set<String> disabled) {
    this.handler = handler;
    this.beans = beans;
    this.leave = leave;
    this.disabled = disabled;
  }

  /**
   * A filter that is switched off.
   *
   * @param circuits the names that code may go on to use
   */
  static RunningCircuitBreaker off(Set<String> circuits) {
    return new RunningCircuitBreaker(null, CircuitBeans.NONE, () -> {}, circuits);
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
    return handler == null
        ? Optional.of(ServiceCircuit.DISABLED).filter(one -> disabled.contains(name))
        : handler.circuit(name);
  }

  @Override
  public List<EventCounters.Count> counts() {
    return handler == null ? List.of() : handler.counters().snapshot();
  }

  @Override
  public List<LineStatus> lines() {
    return handler == null ? List.of() : handler.beans().stream().map(CircuitBean::status).toList();
  }

  @Override
  public void switchTo(Switches switches) {
    if (handler != null) {
      handler.pass(switches.passes());
    }
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

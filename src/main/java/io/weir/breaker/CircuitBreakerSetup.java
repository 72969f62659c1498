package io.weir.breaker;

import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.Deployment;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mode;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The checked settings of the circuit breaker filter in an application. */
record CircuitBreakerSetup(BreakerPolicy policy) implements FilterSetup {

  /** A page that says that something is busy is short. */
  private static final int MOST_BYTES = 1_000_000;

  @Override
  public List<Mistake> mistakesIn(Deployment deployment) {
    return policy.circuits().stream()
        .flatMap(circuit -> mistakeIn(deployment, circuit).stream())
        .toList();
  }

  private static List<Mistake> mistakeIn(Deployment deployment, CircuitPolicy circuit) {
    if (!(circuit.fallback() instanceof Fallback.StaticFile file)) {
      return List.of();
    }
    return deployment
        .file(file.path())
        .map(content -> content.length > MOST_BYTES ? "longer than 1 MB" : "")
        .or(() -> Optional.of("no such file in the application"))
        .filter(problem -> !problem.isEmpty())
        .map(
            problem ->
                new Mistake(
                    BreakerPolicy.CIRCUITS.name(),
                    "circuit %s, fallback %s: %s; a path begins at the root of the application, as in /busy.json or /WEB-INF/busy.json."
                        .formatted(circuit.name(), file.path(), problem)))
        .stream()
        .toList();
  }

  @Override
  public RunningCircuitBreaker start(Deployment deployment, ApplicationEvents events) {
    if (policy.mode() == Mode.OFF) {
      return RunningCircuitBreaker.off(
          policy.circuits().stream().map(CircuitPolicy::name).collect(Collectors.toSet()));
    }
    SharedCounting counting = SharedCounting.join(policy.cluster().get());
    try {
      CircuitBreakerHandler handler =
          new CircuitBreakerHandler(
              policy,
              files(deployment),
              counting.state(),
              () -> Instant.EPOCH.plusNanos(System.nanoTime()),
              events);
      handler.open();
      return new RunningCircuitBreaker(
          handler,
          CircuitBeans.register(handler.beans(), deployment.contextPath()),
          counting::leave);
    } catch (RuntimeException | Error e) {
      counting.leave();
      throw e;
    }
  }

  private Map<String, byte[]> files(Deployment deployment) {
    Map<String, byte[]> files = new HashMap<>();
    policy.circuits().stream()
        .map(CircuitPolicy::fallback)
        .flatMap(
            fallback ->
                fallback instanceof Fallback.StaticFile file ? Stream.of(file) : Stream.empty())
        .forEach(
            file ->
                deployment.file(file.path()).ifPresent(content -> files.put(file.path(), content)));
    return files;
  }
}

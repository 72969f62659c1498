package io.weir.upstream;

import io.weir.Upstream;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.LogSummary;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.settings.NameSuggestion;
import io.weir.internal.upstream.AttemptBudget;
import io.weir.internal.upstream.ServiceCircuit;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services of a running application. */
final class RunningUpstreams implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningUpstreams.class);

  private final UpstreamsPolicy policy;
  private final List<RunningFilter> filters;
  private final Optional<SharedCounting> counting;
  private final Timing timing;
  private final EventCounters counters;
  private final LogSummary summary;
  private final Map<String, LogThrottle> exhausted = new ConcurrentHashMap<>();
  private final Map<String, Upstream> found = new ConcurrentHashMap<>();

  private RunningUpstreams(
      UpstreamsPolicy policy,
      List<RunningFilter> filters,
      Optional<SharedCounting> counting,
      Timing timing) {
    this.policy = policy;
    this.filters = List.copyOf(filters);
    this.counting = counting;
    this.timing = timing;
    this.counters = new EventCounters("upstream", List.copyOf(policy.services().keySet()));
    this.summary = new LogSummary(counters, "Upstream "::concat, InstantSource.system());
  }

  /**
   * The services.
   *
   * @param filters one of them may have circuits, and one may hold budgets
   * @param counting counts the limits; empty if there is none
   */
  static RunningUpstreams of(
      UpstreamsPolicy policy,
      List<RunningFilter> filters,
      Optional<SharedCounting> counting,
      Timing timing) {
    return new RunningUpstreams(policy, filters, counting, timing);
  }

  /**
   * The service of this name.
   *
   * @throws IllegalArgumentException if there is neither a setting nor a circuit of this name
   */
  Upstream find(String name) {
    return found.computeIfAbsent(name, this::create);
  }

  private Upstream create(String name) {
    Optional<ServiceCircuit> circuit =
        filters.stream().flatMap(filter -> filter.circuit(name).stream()).findFirst();
    UpstreamPolicy written = policy.services().get(name);
    if (written == null && circuit.isEmpty()) {
      throw new IllegalArgumentException(
          "no service \"%s\"; write a setting such as weir.upstream.%s.limit, or a circuit of this name.%s"
              .formatted(name, name, NameSuggestion.didYouMean(name, policy.services().keySet())));
    }
    UpstreamPolicy service = written == null ? UpstreamsPolicy.defaults(name) : written;
    return new UpstreamCalls(
        policy.enabled() ? service : service.withoutRetries(),
        new CallGate(
            name,
            circuit.orElse(ServiceCircuit.DISABLED),
            limit(service),
            this::attemptBudget,
            verdict -> {
              if (written != null) {
                counters.count(name, verdict);
                summary.flush();
              }
            }),
        new RetryBudget(service.retryBudget(), () -> tellExhausted(service)),
        false,
        RandomGenerator.getDefault(),
        timing);
  }

  private AttemptBudget attemptBudget() {
    return filters.stream()
        .flatMap(filter -> filter.attemptBudget().stream())
        .findFirst()
        .orElse(AttemptBudget.NONE);
  }

  private void tellExhausted(UpstreamPolicy service) {
    if (exhausted
        .computeIfAbsent(
            service.name(), name -> new LogThrottle(Duration.ofHours(1), InstantSource.system()))
        .claim()) {
      LOG.warn(
          "WEIR-078: calls of service {} fail and are not repeated, because more than {}% of all calls were; is the service down?",
          service.name(), service.retryBudget());
    }
  }

  private CallLimit limit(UpstreamPolicy service) {
    return service
        .limit()
        .flatMap(
            limit ->
                counting.map(
                    shared ->
                        CallLimit.counted(shared.service(), policy.scope(), service.name(), limit)))
        .orElse(CallLimit.NONE);
  }

  @Override
  public void close() {
    timing.close();
    summary.close();
  }
}

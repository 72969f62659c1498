package io.weir.breaker;

import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.CircuitCallEnded;
import io.weir.internal.events.CircuitChanged;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.LogSummary;
import io.weir.internal.events.Refusal;
import io.weir.internal.events.Verdict;
import io.weir.internal.settings.Setting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what circuits decide, and logs them, their transitions, and a summary of refusals. */
final class CircuitBreakerLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CircuitBreakerLog.class);

  private final BreakerPolicy policy;
  private final ApplicationEvents events;
  private final EventCounters counters;
  private final LogSummary summary;
  private final AtomicBoolean unreadableReported = new AtomicBoolean();

  CircuitBreakerLog(BreakerPolicy policy, ApplicationEvents events) {
    this.policy = policy;
    this.events = events;
    this.counters =
        new EventCounters(
            CircuitBreakerProvider.NAME,
            policy.circuits().stream().map(CircuitPolicy::name).toList());
    this.summary = new LogSummary(counters, "Circuit "::concat, InstantSource.system());
  }

  /** Logs the circuits as Weir reads them. */
  void tellPolicy() {
    List<CircuitPolicy> circuits = policy.circuits();
    LOG.info(
        "CircuitBreakerFilter has {} {} ({}):{}",
        circuits.size(),
        circuits.size() == 1 ? "circuit" : "circuits",
        policy.mode(),
        circuits.stream().map(circuit -> "\n  " + circuit).collect(Collectors.joining()));
    policy
        .withoutQuorum()
        .forEach(
            circuit ->
                LOG.warn(
                    "WEIR-077: circuit {} opens on {} nodes, and weir.cluster.members names fewer, so a quorum is never reached",
                    circuit.name(),
                    circuit.quorum().orElse(0)));
  }

  /** Counts a request. */
  void tell(CircuitPolicy circuit, Verdict verdict) {
    counters.count(circuit.name(), verdict);
    summary.flush();
  }

  /**
   * Tells that an open circuit stops a request.
   *
   * @return the id of the refusal, if it has one
   */
  Optional<UUID> refused(CircuitPolicy circuit, Admission.Rejected rejected) {
    return events.refused(
        new Refusal.Subject(CircuitBreakerProvider.NAME, circuit.name(), ""),
        rejected.remaining(),
        () ->
            new Refusal.Explanation(
                circuit.fallback() instanceof Fallback.StaticFile file ? file.status() : 503,
                circuit.toString(),
                ""));
  }

  /** Warns of every change of a circuit's state. */
  void tell(CircuitPolicy circuit, Transition transition) {
    events.tell(
        new CircuitChanged(
            events.now(),
            circuit.name(),
            Setting.word(transition.to()),
            transition.reason(),
            transition.remaining()));
    switch (transition.to()) {
      case OPEN ->
          LOG.warn(
              "WEIR-070: circuit {} is open {}; the last failure: {}{}",
              circuit.name(),
              transition
                  .remaining()
                  .map(wait -> "for %s s".formatted(seconds(wait)))
                  .orElse("until it is released in JMX"),
              transition.reason(),
              circuit.shadow() ? "; in shadow mode, it refuses nothing" : "");
      case HALF_OPEN ->
          LOG.warn(
              "WEIR-071: circuit {} is half-open: {} shows whether the service works again",
              circuit.name(),
              circuit.probes() == 1
                  ? "the next call"
                  : "each of the next %s calls".formatted(circuit.probes()));
      case CLOSED -> LOG.warn("WEIR-072: circuit {} is closed", circuit.name());
    }
  }

  /** Tells that a call has ended which a circuit let through. */
  void tellEnded(CircuitPolicy circuit, Outcome outcome, Duration duration) {
    if (events.isHeard()) {
      events.tell(
          new CircuitCallEnded(
              events.now(),
              circuit.name(),
              outcome.kind().name().toLowerCase(Locale.ROOT),
              outcome.reason(),
              duration));
    }
  }

  /** Tells what an administrator decides on this node. */
  void tellDecided(CircuitPolicy circuit, Circuit.ForcedState decided) {
    String action =
        decided == Circuit.ForcedState.NONE ? "release" : "force-" + Setting.word(decided);
    events.tell(
        new AdministratorActed(
            events.now(), "jmx", "", action, CircuitBreakerProvider.NAME, circuit.name(), ""));
  }

  private static long seconds(Duration wait) {
    return wait.plusMillis(999).toSeconds();
  }

  /** Warns of what an administrator decided. */
  void tellForced(CircuitPolicy circuit, Circuit.ForcedState decided) {
    LOG.warn(
        "WEIR-073: circuit {} is {} by an administrator",
        circuit.name(),
        decided == Circuit.ForcedState.NONE ? "released" : "forced: " + Setting.word(decided));
  }

  /** Warns of a decision that other nodes do not know yet. */
  void tellUntold(CircuitPolicy circuit) {
    LOG.warn(
        "WEIR-076: the decision about circuit {} holds on this node; the cluster does not answer, and the other nodes learn the decision when it does",
        circuit.name());
  }

  /** Tells what a circuit does on another node. */
  void tellPeer(CircuitPolicy circuit, String node, String state) {
    LOG.info("Circuit {} is {} on node {}", circuit.name(), state, node);
  }

  /** Warns once of a report that no circuit understands. */
  void tellUnreadable() {
    if (unreadableReported.compareAndSet(false, true)) {
      LOG.warn(
          "WEIR-075: the request attribute {} names no circuit, or cannot be read; write a text such as {}=503, {}=timeout or {}=ok",
          UpstreamReport.ATTRIBUTE,
          policy.circuits().get(0).name(),
          policy.circuits().get(0).name(),
          policy.circuits().get(0).name());
    }
  }

  /** How often each circuit decided what. */
  EventCounters counters() {
    return counters;
  }

  /** Writes the last summary. */
  @Override
  public void close() {
    summary.close();
  }
}

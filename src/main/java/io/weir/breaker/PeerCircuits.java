package io.weir.breaker;

import io.weir.breaker.Circuit.ForcedState;
import io.weir.internal.counting.state.Decision;
import io.weir.internal.counting.state.Reported;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.settings.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Connects the circuit of this node with those of the same name and scope on other nodes, and with
 * what an administrator decided for all of them.
 */
final class PeerCircuits implements AutoCloseable {

  /** Numbers of openings; an application that is deployed anew uses none of them again. */
  private static final AtomicLong OPENINGS = new AtomicLong();

  private final Circuit circuit;
  private final String name;
  private final SharedState state;
  private final CircuitBreakerLog log;
  private final Supplier<Instant> clock;
  private final Optional<Quorum> quorum;
  private final SharedState.Report report;
  private Runnable silence = () -> {};
  private Map<String, String> known = Map.of();
  private @Nullable Decision applied;

  private PeerCircuits(
      CircuitPolicy policy,
      String scope,
      SharedState state,
      CircuitBreakerLog log,
      Supplier<Instant> clock) {
    this.circuit =
        new Circuit(
            policy,
            RandomGenerator.getDefault(),
            this::tell,
            (outcome, duration) -> log.tellEnded(policy, outcome, duration));
    this.name = SharedState.name("circuit", scope, policy.name());
    this.state = state;
    this.log = log;
    this.clock = clock;
    this.quorum = policy.quorum().map(Quorum::new);
    this.report = state.report(name, CircuitReport.CLOSED.toString());
  }

  /**
   * A closed circuit, which {@link #open} connects.
   *
   * @param scope of the application
   */
  static PeerCircuits of(
      CircuitPolicy policy,
      String scope,
      SharedState state,
      CircuitBreakerLog log,
      Supplier<Instant> clock) {
    return new PeerCircuits(policy, scope, state, log, clock);
  }

  Circuit circuit() {
    return circuit;
  }

  /** Learns what holds, and from now on what changes. */
  void open() {
    // A release from before this node started closes nothing here.
    state
        .decision(name)
        .filter(decision -> forced(decision.text()).equals(Optional.of(ForcedState.NONE)))
        .ifPresent(this::skip);
    silence = state.listen(this::changed);
    changed();
  }

  private synchronized void skip(Decision decision) {
    applied = decision;
  }

  /** Called with the lock of the circuit held: nothing here waits. */
  private void tell(Transition transition) {
    log.tell(circuit.policy(), transition);
    boolean opens = transition.to() == Circuit.State.OPEN && transition.own();
    report.set(
        new CircuitReport(transition.to(), opens ? OPENINGS.incrementAndGet() : 0).toString());
  }

  /** Decides for all nodes. */
  void decide(ForcedState decided) {
    if (!state.decide(name, Setting.word(decided))) {
      log.tellUntold(circuit.policy());
    }
  }

  /** Tells that an administrator decides in JMX. */
  void tellJmx(ForcedState decided) {
    log.tellDecided(circuit.policy(), decided);
  }

  /** The states on the other nodes, by their addresses. */
  Map<String, String> states() {
    return states(state.reported(name));
  }

  private static Map<String, String> states(List<Reported> all) {
    Map<String, String> states = new TreeMap<>();
    all.stream()
        .filter(one -> !one.own())
        .forEach(
            one ->
                CircuitReport.parse(one.texts().get(0))
                    .ifPresent(read -> states.put(one.node(), read.word())));
    return states;
  }

  private synchronized void changed() {
    circuit.state(clock.get()); // Without requests, only this ends the time of an open circuit.
    state.decision(name).ifPresent(this::apply);
    List<Reported> all = state.reported(name);
    Map<String, String> states = states(all);
    states.forEach(
        (node, now) -> {
          String before = known.getOrDefault(node, CircuitReport.CLOSED.word());
          if (!before.equals(now)) {
            log.tellPeer(circuit.policy(), node, now);
          }
        });
    known = states;
    quorum
        .filter(one -> one.note(openings(all)))
        .ifPresent(
            one ->
                circuit.openWithOthers(
                    "it is open on %s nodes".formatted(openNodes(all)), clock.get()));
  }

  private static long openNodes(List<Reported> all) {
    return openings(all).stream().map(Quorum.Opening::node).distinct().count();
  }

  private static List<Quorum.Opening> openings(List<Reported> all) {
    return all.stream()
        .flatMap(
            one ->
                one.texts().stream()
                    .flatMap(text -> CircuitReport.parse(text).stream())
                    .filter(read -> read.opening() > 0)
                    .map(read -> new Quorum.Opening(one.id(), read.opening())))
        .toList();
  }

  /** Each decision has its effect once: a release closes the circuit, and later it may open. */
  private void apply(Decision decision) {
    if (!decision.equals(applied)) {
      applied = decision;
      forced(decision.text()).ifPresent(this::force);
    }
  }

  private void force(ForcedState decided) {
    if (decided == ForcedState.NONE) {
      circuit.release();
    } else {
      circuit.force(decided);
    }
    log.tellForced(circuit.policy(), decided);
  }

  private static Optional<ForcedState> forced(String word) {
    return List.of(ForcedState.values()).stream()
        .filter(state -> Setting.word(state).equals(word))
        .findFirst();
  }

  @Override
  public void close() {
    silence.run();
    report.close();
  }
}

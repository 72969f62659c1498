package io.weir.breaker;

import io.weir.internal.client.ClientAddress;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.Verdict;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.AsyncRequestWrapper;
import io.weir.internal.path.RequestPath;
import io.weir.internal.upstream.ServiceCircuit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks the circuits of a request, passes it on, and tells them how it ended. */
final class CircuitBreakerHandler implements AutoCloseable {

  /** Begins the names of the request attributes that tell the state of a circuit. */
  private static final String STATE = "io.weir.circuit.";

  /** Name of the request attribute that holds the {@link CallsOfRequest}. */
  private static final String CALLS = "io.weir.breaker.calls";

  private final BreakerPolicy policy;
  private final List<PeerCircuits> peers;
  private final List<Circuit> circuits;
  private final FallbackAnswers answers;
  private final CircuitBreakerLog log;
  private final Supplier<Instant> clock;

  /** Whether an administrator has every request pass. */
  private volatile boolean passes;

  /**
   * Creates closed circuits.
   *
   * @param files the contents of fallback files, by their paths
   * @param state what other nodes report, and what an administrator decided
   * @param clock that nobody adjusts
   * @param events that are told
   */
  CircuitBreakerHandler(
      BreakerPolicy policy,
      Map<String, byte[]> files,
      SharedState state,
      Supplier<Instant> clock,
      ApplicationEvents events) {
    this.policy = policy;
    this.log = new CircuitBreakerLog(policy, events);
    this.peers =
        policy.circuits().stream()
            .map(circuit -> PeerCircuits.of(circuit, policy.scope(), state, log, clock))
            .toList();
    this.circuits = peers.stream().map(PeerCircuits::circuit).toList();
    this.answers = new FallbackAnswers(policy.body(), files);
    this.clock = clock;
  }

  /** Logs the circuits, and connects them with other nodes. */
  void open() {
    log.tellPolicy();
    peers.forEach(PeerCircuits::open);
  }

  EventCounters counters() {
    return log.counters();
  }

  /** The circuits, for administrators. */
  List<CircuitBean> beans() {
    return peers.stream().map(one -> new CircuitBean(one, clock)).toList();
  }

  /** A circuit, for code that calls the service; empty if there is none of this name. */
  Optional<ServiceCircuit> circuit(String name) {
    return circuits.stream()
        .filter(circuit -> circuit.policy().name().equals(name))
        .findFirst()
        .map(circuit -> new OutboundCircuit(circuit, clock))
        .map(circuit -> () -> (passes ? ServiceCircuit.DISABLED : circuit).ask());
  }

  /** Lets every request and every call pass uncounted, or no longer. */
  void pass(boolean all) {
    passes = all;
  }

  /** Passes the request on down the chain, or answers it for a circuit that is open. */
  void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = Exchange.of(request);
    CallsOfRequest calls = calls(exchange, request);
    List<Call> admitted = new ArrayList<>(1);
    for (Circuit circuit : matching(exchange, request, calls)) {
      Admission admission = circuit.acquire(client(exchange), clock.get());
      if (admission instanceof Admission.Admitted one) {
        admitted.add(one.call());
        tellState(request, circuit, one.call().isProbe() ? "half-open" : "closed");
        log.tell(circuit.policy(), Verdict.ALLOWED);
      } else if (admission instanceof Admission.Rejected rejected
          && refuses(circuit.policy(), request)) {
        // No other circuit learns anything from a request that does not go on.
        admitted.forEach(call -> call.circuit().settle(call, Outcome.NEITHER, clock.get()));
        if (!(circuit.policy().fallback() instanceof Fallback.Forward)) {
          exchange.refuse();
        }
        answers.write(
            circuit.policy().fallback(),
            rejected,
            log.refused(circuit.policy(), rejected),
            request,
            response);
        return;
      }
    }
    if (admitted.isEmpty()) {
      pass(request, response, chain, calls);
    } else {
      calls.add(admitted);
      AnsweringResponse answering =
          new AnsweringResponse(
              response,
              status -> {
                calls.hear(request.getAttribute(UpstreamReport.ATTRIBUTE));
                calls.answering(status);
              });
      pass(new AsyncRequestWrapper(request, answering), answering, chain, calls);
    }
  }

  /** One subscriber may own a whole network of 48 bits, and would count as many clients else. */
  private String client(Exchange exchange) {
    ClientAddress client = exchange.client(policy.trustedProxies());
    return client.networkKey().orElseGet(client::key);
  }

  private static void pass(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      CallsOfRequest calls)
      throws IOException, ServletException {
    CallsOfRequest before = calls.enter();
    try {
      chain.doFilter(request, response);
    } finally {
      CallsOfRequest.leave(before);
      calls.hear(request.getAttribute(UpstreamReport.ATTRIBUTE));
    }
  }

  private CallsOfRequest calls(Exchange exchange, HttpServletRequest request) {
    if (request.getAttribute(CALLS) instanceof CallsOfRequest known) {
      return known;
    }
    CallsOfRequest calls = new CallsOfRequest(clock);
    request.setAttribute(CALLS, calls);
    exchange.onEnd(
        ending -> {
          calls.hear(request.getAttribute(UpstreamReport.ATTRIBUTE));
          if (!calls.end(ending, this::report).readable()) {
            log.tellUnreadable();
          }
        });
    return calls;
  }

  /** The circuits of a dispatch that the request has not met before. */
  private List<Circuit> matching(
      Exchange exchange, HttpServletRequest request, CallsOfRequest calls) {
    List<String> methods = List.of(exchange.method());
    RequestPath path = exchange.path(request);
    List<Circuit> matching = new ArrayList<>(1);
    if (passes || exchange.method().equals("OPTIONS")) {
      return matching; // OPTIONS asks what a path can do, and calls no service.
    }
    for (Circuit circuit : circuits) {
      if (circuit.policy().requests().matches(methods, path) && calls.asks(circuit)) {
        matching.add(circuit);
      }
    }
    return matching;
  }

  /** Whether an open circuit stops the request; if not, the application learns of it. */
  private boolean refuses(CircuitPolicy circuit, HttpServletRequest request) {
    if (circuit.shadow()) {
      log.tell(circuit, Verdict.WOULD_REFUSE);
      return false;
    }
    if (circuit.fallback() instanceof Fallback.Pass) {
      log.tell(circuit, Verdict.ALLOWED);
      request.setAttribute(STATE + circuit.name(), "open");
      return false;
    }
    log.tell(circuit, Verdict.REFUSED);
    return true;
  }

  private static void tellState(HttpServletRequest request, Circuit circuit, String state) {
    if (!circuit.policy().shadow() && !state.equals("closed")) {
      request.setAttribute(STATE + circuit.policy().name(), state);
    }
  }

  /** What the application reports of a circuit whose paths do not match the request. */
  private void report(String name, Outcome outcome) {
    circuits.stream()
        .filter(circuit -> circuit.policy().name().equals(name))
        .findFirst()
        .ifPresentOrElse(
            circuit -> circuit.report(outcome, clock.get()), () -> log.tellUnreadable());
  }

  @Override
  public void close() {
    peers.forEach(PeerCircuits::close);
    log.close();
  }
}

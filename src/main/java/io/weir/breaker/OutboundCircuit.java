package io.weir.breaker;

import io.weir.internal.upstream.ServiceCircuit;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A circuit, as code that calls the service sees it. A call that belongs to a request which the
 * same circuit has let through needs no permission of its own, and its outcome is that of the
 * request: otherwise one failure would count twice, and a probe would find that all probes are
 * under way.
 */
record OutboundCircuit(Circuit circuit, Supplier<Instant> clock) implements ServiceCircuit {

  /** Outbound calls are reported by the application: all of them count. */
  private static final String NO_CLIENT = "";

  @Override
  public Permission ask() {
    Optional<CallsOfRequest> request =
        CallsOfRequest.current().filter(calls -> calls.contains(circuit));
    Admission admission =
        request.isPresent()
            ? circuit.acquireWithin(clock.get())
            : circuit.acquireOutbound(NO_CLIENT, clock.get());
    if (admission instanceof Admission.Rejected && circuit.policy().shadow()) {
      return DISABLED.ask(); // The request that leads to the call is counted as one to refuse.
    }
    if (admission instanceof Admission.Rejected rejected) {
      return new Refused(rejected.remaining());
    }
    if (request.isPresent()) {
      return new CallOfRequest(request.get(), circuit);
    }
    return new OutboundCall(
        admission instanceof Admission.Admitted admitted
            ? Optional.of(admitted.call())
            : Optional.empty(),
        clock);
  }

  /**
   * A call on its own.
   *
   * @param call empty if the circuit counts nothing
   */
  private record OutboundCall(Optional<io.weir.breaker.Call> call, Supplier<Instant> clock)
      implements ServiceCircuit.Call {

    @Override
    public void succeeded() {
      settle(Outcome.reported(Optional.empty()));
    }

    @Override
    public void failed(String reason) {
      settle(Outcome.reported(Optional.of(reason)));
    }

    @Override
    public void provedNothing() {
      settle(Outcome.NEITHER);
    }

    private void settle(Outcome outcome) {
      call.ifPresent(one -> one.circuit().settle(one, outcome, clock.get()));
    }
  }

  /** A call of a request. */
  private record CallOfRequest(CallsOfRequest request, Circuit circuit)
      implements ServiceCircuit.Call {

    @Override
    public void succeeded() {
      request.note(circuit, Outcome.reported(Optional.empty()));
    }

    @Override
    public void failed(String reason) {
      request.note(circuit, Outcome.reported(Optional.of(reason)));
    }

    @Override
    public void provedNothing() {
      // What the request shows counts.
    }
  }
}

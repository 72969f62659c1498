package io.weir.upstream;

import io.weir.UpstreamUnavailableException;
import io.weir.internal.events.Verdict;
import io.weir.internal.upstream.ServiceCircuit;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says whether a service may be called now.
 *
 * @param circuit of the same name
 * @param limit how often it may be called
 * @param told counts what is decided
 */
record CallGate(String name, ServiceCircuit circuit, CallLimit limit, Consumer<Verdict> told) {

  /**
   * Counts an attempt; its end is told to what this returns.
   *
   * @throws UpstreamUnavailableException if it must not begin
   */
  ServiceCircuit.Call enter() {
    ServiceCircuit.Permission permission = circuit.ask();
    if (permission instanceof ServiceCircuit.Refused refused) {
      throw refusal("its circuit is open", refused.remaining());
    }
    ServiceCircuit.Call call = (ServiceCircuit.Call) permission;
    Optional<Duration> wait;
    try {
      wait = limit.take();
    } catch (RuntimeException | Error e) {
      call.provedNothing();
      throw e;
    }
    if (wait.isPresent()) {
      call.provedNothing();
      throw refusal("its limit is used up", wait);
    }
    told.accept(Verdict.ALLOWED);
    return call;
  }

  private UpstreamUnavailableException refusal(String why, Optional<Duration> remaining) {
    told.accept(Verdict.REFUSED);
    return new UpstreamUnavailableException(
        name,
        "%s is not called: %s%s"
            .formatted(
                name,
                why,
                remaining
                    // Rounded up: a call that comes too early would be refused again.
                    .map(wait -> "; try again in %s s".formatted(wait.plusMillis(999).toSeconds()))
                    .orElse(" until an administrator releases it")),
        remaining);
  }
}

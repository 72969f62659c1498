package io.weir.upstream;

import io.weir.UpstreamUnavailableException;
import io.weir.internal.events.Verdict;
import io.weir.internal.upstream.AttemptBudget;
import io.weir.internal.upstream.ServiceCircuit;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Says whether a service may be called now.
 *
 * @param circuit of the same name
 * @param limit how often it may be called
 * @param budgets of the request that this thread processes
 * @param told counts what is decided
 */
record CallGate(
    String name,
    ServiceCircuit circuit,
    CallLimit limit,
    Supplier<AttemptBudget> budgets,
    Consumer<Verdict> told) {

  /** Counts the first attempt of a call, for which the request has reserved. */
  ServiceCircuit.Call enter() {
    return enter(AttemptBudget.NONE);
  }

  /**
   * Counts an attempt; its end is told to what this returns.
   *
   * @param budget reserves for it
   * @throws UpstreamUnavailableException if it must not begin
   */
  ServiceCircuit.Call enter(AttemptBudget budget) {
    ServiceCircuit.Permission permission = circuit.ask();
    if (permission instanceof ServiceCircuit.Refused refused) {
      throw refusal(
          "its circuit is open"
              + refused
                  .remaining()
                  .map(CallGate::wait)
                  .orElse(" until an administrator releases it"),
          refused.remaining());
    }
    ServiceCircuit.Call call = (ServiceCircuit.Call) permission;
    boolean begins = false;
    try {
      reserveAndCount(budget);
      begins = true;
    } finally {
      if (!begins) {
        call.provedNothing();
      }
    }
    told.accept(Verdict.ALLOWED);
    return call;
  }

  private void reserveAndCount(AttemptBudget budget) {
    Runnable release =
        budget
            .reserve()
            .orElseThrow(
                () -> refusal("its budgets allow no other attempt", Optional.<Duration>empty()));
    Optional<Duration> wait;
    try {
      wait = limit.take();
    } catch (RuntimeException | Error e) {
      release.run();
      throw e;
    }
    if (wait.isPresent()) {
      release.run();
      throw refusal("its limit is used up" + wait(wait.get()), wait);
    }
  }

  /** Rounded up: a call that comes too early would be refused again. */
  private static String wait(Duration remaining) {
    return "; try again in %s s".formatted(remaining.plusMillis(999).toSeconds());
  }

  private UpstreamUnavailableException refusal(String why, Optional<Duration> remaining) {
    told.accept(Verdict.REFUSED);
    return new UpstreamUnavailableException(
        name, "%s is not called: %s".formatted(name, why), remaining);
  }
}

package io.weir.status.alert;

import io.weir.internal.deployment.LineStatus;
import io.weir.internal.events.CircuitChanged;
import io.weir.internal.events.Event;
import java.time.Instant;
import java.util.List;

/** Watches a circuit. It is over when the circuit is closed again, not while it is half-open. */
final class CircuitWatch implements Watch {

  private static final String CLOSED = "closed";

  private final AlertRule.CircuitOpen condition;
  private volatile boolean open;
  private volatile String reason = "";

  /**
   * A watch that begins with the state of the circuit.
   *
   * @param circuits all of them; an administrator may have opened one before the application
   *     started
   */
  CircuitWatch(AlertRule.CircuitOpen condition, List<LineStatus> circuits) {
    this.condition = condition;
    this.open =
        circuits.stream()
            .filter(circuit -> circuit.name().equals(condition.circuit()))
            .anyMatch(circuit -> !CLOSED.equals(circuit.facts().get("state")));
  }

  @Override
  public void accept(Event event) {
    if (event instanceof CircuitChanged changed && changed.circuit().equals(condition.circuit())) {
      open = !changed.state().equals(CLOSED);
      if (!changed.reason().isEmpty()) {
        reason = changed.reason();
      }
    }
  }

  @Override
  public long reading(Instant now) {
    return open ? 1 : 0;
  }

  @Override
  public boolean addsUp() {
    return true;
  }

  @Override
  public boolean fires(long whole) {
    return whole > 0;
  }

  @Override
  public String text(Instant now, long whole) {
    return "Circuit %s is open%s%s."
        .formatted(
            condition.circuit(),
            whole > 1 ? " on %s nodes".formatted(whole) : "",
            reason.isEmpty() ? "" : "; the last failure: " + reason);
  }

  @Override
  public String resolved() {
    return "Circuit %s is closed again.".formatted(condition.circuit());
  }
}

package io.weir.status.alert;

import io.weir.internal.deployment.LineStatus;
import io.weir.internal.events.CircuitChanged;
import io.weir.internal.events.Event;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches a circuit. It is over when the circuit is closed again, not while it is half-open. */
final class CircuitWatch implements Watch {

  private static final String CLOSED = "closed";

  private static final String OPEN = "open";

  private final AlertRule.CircuitOpen condition;
  private final Supplier<List<LineStatus>> circuits;

  /** Null until an event or the first look tells it. */
  private final AtomicReference<@Nullable Boolean> open = new AtomicReference<>();

  private volatile String reason = "";

  /**
   * A watch that begins with the state of the circuit: another node may have opened it before the
   * application started. A circuit that is half-open then is not told: nobody was told that it is
   * open.
   *
   * @param circuits all of them
   */
  CircuitWatch(AlertRule.CircuitOpen condition, Supplier<List<LineStatus>> circuits) {
    this.condition = condition;
    this.circuits = circuits;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof CircuitChanged changed && changed.circuit().equals(condition.circuit())) {
      if (changed.state().equals(OPEN) || changed.state().equals(CLOSED)) {
        open.set(changed.state().equals(OPEN));
      }
      if (!changed.reason().isEmpty()) {
        reason = changed.reason();
      }
    }
  }

  @Override
  public long reading(Instant now) {
    if (open.get() == null) {
      open.compareAndSet(null, isOpen());
    }
    return Boolean.TRUE.equals(open.get()) ? 1 : 0;
  }

  private boolean isOpen() {
    return circuits.get().stream()
        .filter(circuit -> circuit.name().equals(condition.circuit()))
        .anyMatch(circuit -> OPEN.equals(circuit.facts().get("state")));
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

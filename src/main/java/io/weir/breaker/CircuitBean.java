package io.weir.breaker;

import io.weir.internal.settings.Setting;
import java.time.Instant;
import java.util.function.Supplier;

/** Lets an administrator see and change a circuit. */
record CircuitBean(Circuit circuit, CircuitBreakerLog log, Supplier<Instant> clock)
    implements CircuitMXBean {

  @Override
  public String getPolicy() {
    return circuit.policy().toString();
  }

  @Override
  public String getState() {
    return Setting.word(circuit.state(clock.get()));
  }

  @Override
  public String getForced() {
    return Setting.word(circuit.forced());
  }

  @Override
  public void forceOpen() {
    force(Circuit.ForcedState.OPEN);
  }

  @Override
  public void forceClosed() {
    force(Circuit.ForcedState.CLOSED);
  }

  @Override
  public void disable() {
    force(Circuit.ForcedState.DISABLED);
  }

  private void force(Circuit.ForcedState decided) {
    circuit.force(decided);
    log.tellForced(circuit.policy(), decided);
  }

  @Override
  public void release() {
    circuit.release();
    log.tellForced(circuit.policy(), Circuit.ForcedState.NONE);
  }
}

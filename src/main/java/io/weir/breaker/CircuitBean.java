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
    return Setting.word(circuit.override());
  }

  @Override
  public void forceOpen() {
    force(Circuit.Override.OPEN);
  }

  @Override
  public void forceClosed() {
    force(Circuit.Override.CLOSED);
  }

  @Override
  public void disable() {
    force(Circuit.Override.DISABLED);
  }

  private void force(Circuit.Override decided) {
    circuit.force(decided);
    log.tellForced(circuit.policy(), decided);
  }

  @Override
  public void release() {
    circuit.release();
    log.tellForced(circuit.policy(), Circuit.Override.NONE);
  }
}

package io.weir.breaker;

import io.weir.internal.settings.Setting;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/** Lets an administrator see and change a circuit. */
record CircuitBean(PeerCircuits peers, Supplier<Instant> clock) implements CircuitMXBean {

  private Circuit circuit() {
    return peers.circuit();
  }

  @Override
  public String getPolicy() {
    return circuit().policy().toString();
  }

  @Override
  public String getState() {
    return Setting.word(circuit().state(clock.get()));
  }

  @Override
  public String getForced() {
    return Setting.word(circuit().forced());
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

  @Override
  public void release() {
    force(Circuit.ForcedState.NONE);
  }

  private void force(Circuit.ForcedState decided) {
    peers.decide(decided);
  }

  @Override
  public Map<String, String> getPeers() {
    return peers.states();
  }
}

package io.weir.breaker;

import io.weir.internal.deployment.LineStatus;
import io.weir.internal.settings.Setting;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Lets an administrator see and change a circuit. */
record CircuitBean(PeerCircuits peers, Supplier<Instant> clock) implements CircuitMXBean {

  /** The circuit for the status page. */
  LineStatus status() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("state", getState());
    facts.put("forced", getForced());
    facts.putAll(getPeers());
    return new LineStatus(
        circuit().policy().name(),
        getPolicy(),
        facts,
        List.of(
            new LineStatus.Action(
                "open",
                "Refuses every request on all nodes until it is released.",
                () -> peers.decide(Circuit.ForcedState.OPEN)),
            new LineStatus.Action(
                "close",
                "Never opens on any node until it is released; failures are counted.",
                () -> peers.decide(Circuit.ForcedState.CLOSED)),
            new LineStatus.Action(
                "disable",
                "Lets every request through and counts nothing on all nodes until it is released.",
                () -> peers.decide(Circuit.ForcedState.DISABLED)),
            new LineStatus.Action(
                "release",
                "Ends what an administrator decided, and closes the circuit on all nodes.",
                () -> peers.decide(Circuit.ForcedState.NONE))));
  }

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
    peers.tellJmx(decided);
    peers.decide(decided);
  }

  @Override
  public Map<String, String> getPeers() {
    return peers.states();
  }
}

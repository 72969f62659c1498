package io.weir.breaker;

import java.util.Map;

/**
 * A circuit, as JMX shows it. Named {@code io.weir:type=Circuit,application="/shop",name=openai}.
 */
public interface CircuitMXBean {

  /** The line in full, as Weir reads it. */
  String getPolicy();

  /** {@code closed}, {@code open} or {@code half-open}. */
  String getState();

  /**
   * {@code none}, or what an administrator decided: {@code open}, {@code closed}, {@code disabled}.
   */
  String getForced();

  /**
   * The states of the circuit on the other nodes of the cluster, by their addresses; empty if this
   * node is alone.
   */
  Map<String, String> getPeers();

  /** Refuses every request on all nodes until {@link #release}. */
  void forceOpen();

  /** Never opens on any node until {@link #release}; failures are counted. */
  void forceClosed();

  /** Lets every request through and counts nothing on all nodes until {@link #release}. */
  void disable();

  /** Ends what an administrator decided, and closes the circuit on all nodes. */
  void release();
}

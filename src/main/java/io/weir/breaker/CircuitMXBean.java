package io.weir.breaker;

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

  /** Refuses every request until {@link #release}. */
  void forceOpen();

  /** Never opens until {@link #release}; failures are counted. */
  void forceClosed();

  /** Lets every request through and counts nothing until {@link #release}. */
  void disable();

  /** Ends what an administrator decided, and closes the circuit. */
  void release();
}

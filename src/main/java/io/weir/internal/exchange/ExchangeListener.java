package io.weir.internal.exchange;

/** Learns how an exchange ended. */
@FunctionalInterface
public interface ExchangeListener {

  /** Called exactly once, in the thread in which the exchange ends. */
  void ended(Ending ending);
}

package io.weir.internal.client;

/** Which rules also count an IPv6 client by its /48 network: the setting {@code ipv6-wide}. */
public enum Ipv6Wide {
  /** Rules that count failures. */
  FAILURES,
  /** All rules that count by the address. */
  ALL,
  /** No rule. */
  OFF
}

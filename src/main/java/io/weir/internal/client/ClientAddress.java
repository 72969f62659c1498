package io.weir.internal.client;

import java.util.Optional;

/** The address of the client, or the fact that it is unknown. */
public sealed interface ClientAddress permits ResolvedAddress, UnresolvedAddress {

  /**
   * The text by which requests are counted. For IPv4 it is the address, {@code 203.0.113.9}. For
   * IPv6 it is the network, {@code 2001:db8:1:2::/64}, because one subscriber owns all of it; if
   * the address carries an IPv4 address, it is that. For an unresolved client it is a text for each
   * peer that no address has.
   */
  String key();

  /**
   * The network of 48 bits to which an IPv6 client belongs, {@code 2001:db8:1::/48}: the most that
   * one subscriber usually owns. Nothing if {@link #key} is as wide, or no IPv6 address.
   */
  Optional<String> networkKey();

  /**
   * The network of the client, which names no person: 24 bits of an IPv4 address, {@code
   * 203.0.113.0/24}, and 64 of an IPv6 address; {@code unresolved} if the address is not known.
   */
  String network();

  /** Whether the address is known. */
  boolean isResolved();

  /** Whether a trusted proxy sent the request without naming a client, as for its health checks. */
  boolean isProxyItself();

  /**
   * Whether the full address lies in the block. An unresolved address lies in none, and that of a
   * proxy which names no client only in the block that is this one address.
   */
  boolean within(AddressBlock block);
}

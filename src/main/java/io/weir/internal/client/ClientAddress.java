package io.weir.internal.client;

/** The address of the client, or the fact that it is unknown. */
public sealed interface ClientAddress permits ResolvedAddress, UnresolvedAddress {

  /**
   * The text by which requests are counted. For IPv4 it is the address, {@code 203.0.113.9}. For
   * IPv6 it is the network, {@code 2001:db8:1:2::/64}, because one subscriber owns all of it. For
   * an unresolved client it is a text for each peer that no address has.
   */
  String key();

  /** Whether the address is known. */
  boolean isResolved();

  /** Whether the full address lies in the block. An unresolved address lies in none. */
  boolean within(AddressBlock block);
}

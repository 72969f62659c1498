package io.weir.internal.client;

/** Who asks: an address, or that it could not be found out behind this peer. */
public sealed interface ClientAddress permits ResolvedAddress, UnresolvedAddress {

  /**
   * What requests are counted by: {@code 203.0.113.9}; of IPv6 the network, {@code
   * 2001:db8:1:2::/64}, since one subscriber owns all of it; of an unresolved client one text per
   * peer, which no address has.
   */
  String key();

  /** Whether the address is known. */
  boolean isResolved();

  /** Whether the address, all of its bits, lies in the block; never if it is unresolved. */
  boolean within(AddressBlock block);
}

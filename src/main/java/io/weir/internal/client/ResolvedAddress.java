package io.weir.internal.client;

import inet.ipaddr.IPAddress;

/** A client whose address is known. */
record ResolvedAddress(IPAddress address, String key) implements ClientAddress {

  /**
   * @param ipv6Prefix how many bits of an IPv6 address are counted as one client
   */
  static ResolvedAddress of(IPAddress address, int ipv6Prefix) {
    IPAddress counted = address.isIPv6() ? address.toPrefixBlock(ipv6Prefix) : address;
    return new ResolvedAddress(address, counted.toCanonicalString());
  }

  @Override
  public boolean within(AddressBlock block) {
    return block.contains(address);
  }
}

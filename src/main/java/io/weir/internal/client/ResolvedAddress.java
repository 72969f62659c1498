package io.weir.internal.client;

import inet.ipaddr.IPAddress;

/** A client whose address is known. */
record ResolvedAddress(IPAddress address, String key) implements ClientAddress {

  /**
   * @param ipv6Prefix how many bits of an IPv6 address are counted as one client
   */
  static ResolvedAddress of(IPAddress address, int ipv6Prefix) {
    String key =
        address.isIPv6()
            ? address.toPrefixBlock(ipv6Prefix).toCanonicalString()
            : dottedQuad(address.toIPv4().intValue());
    return new ResolvedAddress(address, key);
  }

  /** The library writes the same, with five times the garbage; every request asks. */
  private static String dottedQuad(int bits) {
    return (bits >>> 24)
        + "."
        + (bits >> 16 & 0xff)
        + "."
        + (bits >> 8 & 0xff)
        + "."
        + (bits & 0xff);
  }

  @Override
  public boolean isResolved() {
    return true;
  }

  @Override
  public boolean within(AddressBlock block) {
    return block.contains(address);
  }
}

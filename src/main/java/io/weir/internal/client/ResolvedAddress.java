package io.weir.internal.client;

import inet.ipaddr.IPAddress;

/** A client whose address is known. */
record ResolvedAddress(IPAddress address, String key) implements ClientAddress {

  /**
   * @param ipv6Prefix the number of leading bits by which IPv6 addresses are counted as one client
   */
  static ResolvedAddress of(IPAddress address, int ipv6Prefix) {
    String key =
        address.isIPv6()
            ? address.toPrefixBlock(ipv6Prefix).toCanonicalString()
            : dottedQuad(address.toIPv4().intValue());
    return new ResolvedAddress(address, key);
  }

  /** Own code for every request: the library allocates five times as much. */
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

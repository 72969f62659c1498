package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import java.util.Optional;

/**
 * A client whose address is known.
 *
 * @param networkKey see the interface
 */
record ResolvedAddress(
    IPAddress address, String key, Optional<String> networkKey, boolean isProxyItself)
    implements ClientAddress {

  /** A client of this address. */
  static ResolvedAddress of(IPAddress address, Ipv6Counting ipv6) {
    IPAddress counted = ipv6.counted(address);
    if (counted.isIPv4()) {
      return new ResolvedAddress(
          address, dottedQuad(counted.toIPv4().intValue()), Optional.empty(), false);
    }
    String network = counted.toPrefixBlock(Ipv6Counting.NETWORK).toCanonicalString();
    return ipv6.prefix() <= Ipv6Counting.NETWORK
        ? new ResolvedAddress(address, network, Optional.empty(), false)
        : new ResolvedAddress(
            address,
            counted.toPrefixBlock(ipv6.prefix()).toCanonicalString(),
            Optional.of(network),
            false);
  }

  /** The same for a proxy that names no client. */
  ResolvedAddress asProxyItself() {
    return new ResolvedAddress(address, key, networkKey, true);
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
  public String network() {
    return address.toPrefixBlock(address.isIPv4() ? 24 : 64).toCanonicalString();
  }

  @Override
  public boolean isResolved() {
    return true;
  }

  @Override
  public boolean within(AddressBlock block) {
    return block.contains(address) && (block.isSingle() || !isProxyItself);
  }
}

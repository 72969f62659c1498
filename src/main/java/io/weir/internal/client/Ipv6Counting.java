package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import java.util.List;
import java.util.Optional;

/**
 * How IPv6 addresses are counted: by the IPv4 address that they carry, or else by their network.
 *
 * @param prefix the number of leading bits by which addresses are counted as one client
 * @param nat64 the prefixes of translators, besides {@code 64:ff9b::/96}
 */
record Ipv6Counting(int prefix, List<Nat64Prefix> nat64) {

  /** The longest network that one subscriber owns (RFC 6177). */
  static final int NETWORK = 48;

  /** The well-known prefix of NAT64 (RFC 6052 §2.1). */
  private static final Nat64Prefix WELL_KNOWN = Nat64Prefix.parse("64:ff9b::/96");

  /** 6to4: the IPv4 address follows the prefix (RFC 3056 §2). */
  private static final AddressBlock SIX_TO_FOUR = AddressBlock.parse("2002::/16");

  private static final int SIX_TO_FOUR_IPV4 = 2;

  /** Teredo: the client's IPv4 address is the end, with every bit inverted (RFC 4380 §4). */
  private static final AddressBlock TEREDO = AddressBlock.parse("2001::/32");

  private static final int TEREDO_IPV4 = 12;

  Ipv6Counting {
    nat64 = List.copyOf(nat64);
  }

  /** The address by which a client is counted. */
  IPAddress counted(IPAddress address) {
    return address.isIPv6() ? ipv4In(address).orElse(address) : address;
  }

  private Optional<IPAddress> ipv4In(IPAddress address) {
    if (SIX_TO_FOUR.contains(address)) {
      return Optional.of(ipv4(address.getBytes(), SIX_TO_FOUR_IPV4, 0));
    }
    if (TEREDO.contains(address)) {
      return Optional.of(ipv4(address.getBytes(), TEREDO_IPV4, 0xff));
    }
    Optional<IPAddress> found = WELL_KNOWN.ipv4In(address);
    for (int i = 0; found.isEmpty() && i < nat64.size(); i++) {
      found = nat64.get(i).ipv4In(address);
    }
    return found;
  }

  private static IPAddress ipv4(byte[] bytes, int start, int mask) {
    byte[] ipv4 = new byte[IPv4Address.BYTE_COUNT];
    for (int i = 0; i < ipv4.length; i++) {
      ipv4[i] = (byte) (bytes[start + i] ^ mask);
    }
    return new IPv4Address(ipv4);
  }
}

package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import java.util.Optional;
import java.util.Set;

/**
 * A prefix that a translator puts before IPv4 addresses to make IPv6 addresses of them (RFC 6052
 * §2.2).
 *
 * <pre>
 *   64:ff9b::/96        64:ff9b::203.0.113.9
 *   2001:db8:122::/48   2001:db8:122:cb00:71:900::   (bits 64 to 71 are skipped)
 * </pre>
 */
record Nat64Prefix(AddressBlock block, int length) {

  private static final Set<Integer> LENGTHS = Set.of(32, 40, 48, 56, 64, 96);

  /** The byte of zeros that divides the IPv4 address after a short prefix. */
  private static final int SKIPPED = 8;

  /**
   * Reads a prefix from a setting.
   *
   * @throws IllegalArgumentException with a message for the administrator
   */
  static Nat64Prefix parse(String text) {
    AddressBlock block = AddressBlock.parse(text);
    int length = block.ipv6PrefixLength();
    if (!LENGTHS.contains(length)) {
      throw new IllegalArgumentException(
          ("\"%s\" is not a NAT64 prefix; an IPv6 block of 32, 40, 48, 56, 64 or 96 bits is"
                  + " allowed, such as 64:ff9b:1::/48.")
              .formatted(text));
    }
    return new Nat64Prefix(block, length);
  }

  /** The IPv4 address in an IPv6 address, if that has this prefix. */
  Optional<IPAddress> ipv4In(IPAddress address) {
    if (!block.contains(address)) {
      return Optional.empty();
    }
    byte[] bytes = address.getBytes();
    byte[] ipv4 = new byte[IPv4Address.BYTE_COUNT];
    int place = length / Byte.SIZE;
    for (int i = 0; i < ipv4.length; i++) {
      if (place == SKIPPED) {
        place++;
      }
      ipv4[i] = bytes[place++];
    }
    return Optional.of(new IPv4Address(ipv4));
  }
}

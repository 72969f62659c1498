package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import java.util.Optional;

/**
 * A block of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), or one address: {@code
 * 10.0.0.0/8}, {@code 2001:db8::/32}, {@code 192.0.2.1}.
 *
 * <p>An IPv4-mapped IPv6 block is an IPv4 block: {@code ::ffff:10.0.0.0/104} is {@code 10.0.0.0/8}.
 */
public final class AddressBlock {

  private static final int MAPPED_BITS = 96;

  private final IPAddress block;
  private final String syntax;

  private AddressBlock(IPAddress block, String syntax) {
    this.block = block;
    this.syntax = syntax;
  }

  /**
   * Reads a block from a setting.
   *
   * @throws IllegalArgumentException with a message for the administrator if the text is not a
   *     block, has bits set after the prefix, or contains every address
   */
  public static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    IPAddress address = AddressLiteral.parse(literal).orElseThrow(() -> notABlock(text));
    if (slash < 0) {
      return new AddressBlock(address, address.toCanonicalString());
    }
    int prefixLength = prefixLength(text.substring(slash + 1)).orElseThrow(() -> notABlock(text));
    boolean mapped = address.isIPv4() && literal.indexOf(':') >= 0;
    return of(address, mapped ? prefixLength - MAPPED_BITS : prefixLength, text);
  }

  private static AddressBlock of(IPAddress address, int prefixLength, String text) {
    if (prefixLength > address.getBitCount()) {
      throw notABlock(text);
    }
    if (prefixLength <= 0) {
      throw new IllegalArgumentException(
          "\"%s\" contains every address; a block such as 10.0.0.0/8 is allowed.".formatted(text));
    }
    IPAddress block = address.toPrefixBlock(prefixLength);
    if (!block.getLower().withoutPrefixLength().equals(address)) {
      throw new IllegalArgumentException(
          "\"%s\" has bits set after the first %s; the block that contains it is %s."
              .formatted(text, prefixLength, block.toCanonicalString()));
    }
    return prefixLength == address.getBitCount()
        ? new AddressBlock(address, address.toCanonicalString())
        : new AddressBlock(block, block.toCanonicalString());
  }

  private static Optional<Integer> prefixLength(String digits) {
    return digits.matches("0|[1-9][0-9]{0,2}")
        ? Optional.of(Integer.valueOf(digits))
        : Optional.empty();
  }

  private static IllegalArgumentException notABlock(String text) {
    return new IllegalArgumentException(
        ("\"%s\" is not an IP address or block; an address such as 192.0.2.1 or 2001:db8::1 or a"
                + " block such as 10.0.0.0/8 is allowed; names, masks, ranges and zones are not.")
            .formatted(text));
  }

  /** The number of bits that the addresses of an IPv6 block have in common; 0 for IPv4. */
  int ipv6PrefixLength() {
    return block.isIPv4() || !block.isPrefixed() ? 0 : block.getPrefixLength();
  }

  /** Whether the block is one address. */
  boolean isSingle() {
    return !block.isMultiple();
  }

  boolean contains(IPAddress address) {
    return block.contains(address);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressBlock that && syntax.equals(that.syntax);
  }

  @Override
  public int hashCode() {
    return syntax.hashCode();
  }

  /** The block as {@link #parse} reads it, in canonical form (RFC 5952). */
  @Override
  public String toString() {
    return syntax;
  }
}

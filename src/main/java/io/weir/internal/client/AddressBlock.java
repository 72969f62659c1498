package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import java.util.Optional;

/**
 * A block of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), or one address: {@code
 * 10.0.0.0/8}, {@code 2001:db8::/32}, {@code 192.0.2.1}.
 *
 * <p>IPv4-mapped IPv6 is IPv4, here as in {@link ClientAddress}: {@code ::ffff:10.0.0.0/104} is
 * {@code 10.0.0.0/8}.
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
   * Reads what an administrator wrote.
   *
   * @throws IllegalArgumentException with a sentence for the administrator: not an address, bits
   *     set after the prefix, or every address there is
   */
  public static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    IPAddress address = AddressLiteral.read(literal).orElseThrow(() -> notABlock(text));
    if (slash < 0) {
      return new AddressBlock(address, address.toCanonicalString());
    }
    int written = prefixLength(text.substring(slash + 1)).orElseThrow(() -> notABlock(text));
    boolean mapped = address.isIPv4() && literal.indexOf(':') >= 0;
    return of(address, mapped ? written - MAPPED_BITS : written, text);
  }

  private static AddressBlock of(IPAddress address, int bits, String text) {
    if (bits > address.getBitCount()) {
      throw notABlock(text);
    }
    if (bits <= 0) {
      throw new IllegalArgumentException(
          "\"%s\" is every address; a block such as 10.0.0.0/8 is allowed.".formatted(text));
    }
    IPAddress block = address.toPrefixBlock(bits);
    if (!block.getLower().withoutPrefixLength().equals(address)) {
      throw new IllegalArgumentException(
          "\"%s\" has bits set after the first %d; the block around it is %s."
              .formatted(text, bits, block.toCanonicalString()));
    }
    return bits == address.getBitCount()
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
        ("\"%s\" is no IP address or block; an address such as 192.0.2.1 or 2001:db8::1 and a block"
                + " such as 10.0.0.0/8 are allowed, names, masks, ranges and zones are not.")
            .formatted(text));
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

  /** The block as {@link #parse} reads it, in its canonical spelling (RFC 5952). */
  @Override
  public String toString() {
    return syntax;
  }
}

package io.weir.internal.client;

import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4Address;
import java.util.Optional;

/**
 * Parser for IP addresses in the forms that all programs read alike. It never resolves a host name.
 *
 * <p>Allowed forms are four decimal numbers without leading zeros, and the forms of RFC 4291 §2.2.
 * Octal, hexadecimal and shortened IPv4, masks, ranges, blanks and digits outside ASCII are not
 * allowed. An IPv4-mapped IPv6 address ({@code ::ffff:192.0.2.1}, RFC 4291 §2.5.5.2) is read as its
 * IPv4 address.
 */
public final class AddressLiteral {

  private static final int MAX_LENGTH = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length();

  private static final IPAddressStringParameters STRICT = strict();

  private AddressLiteral() {}

  /** The address, if the whole text is one. */
  public static Optional<IPAddress> parse(String text) {
    if (text.length() > MAX_LENGTH || !hasOnlyAddressCharacters(text)) {
      return Optional.empty();
    }
    return text.indexOf(':') < 0 ? parseIpv4(text) : parseIpv6(text);
  }

  /**
   * The address of a node in a forwarding chain (RFC 7239 §6) or of a connection. It may be in
   * brackets and may have a port. A zone ({@code fe80::1%eth0}) has a meaning on one host only and
   * is dropped.
   */
  static Optional<IPAddress> parseNode(String text) {
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      return close > 0 && isPort(text, close + 1)
          ? parseIpv6(withoutZone(text.substring(1, close)))
          : Optional.empty();
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return parse(text);
    }
    if (colon == text.lastIndexOf(':')) {
      return isPort(text, colon) ? parse(text.substring(0, colon)) : Optional.empty();
    }
    return parseIpv6(withoutZone(text));
  }

  /** An address, a colon and a port, where an IPv6 address need not be in brackets. */
  static Optional<IPAddress> parseWithPort(String text) {
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[") || colon < 0 || colon == text.length() - 1 || !isPort(text, colon)) {
      return text.indexOf("]:") > 0 ? parseNode(text) : Optional.empty();
    }
    return parse(text.substring(0, colon));
  }

  /** Own code for every request: the library allocates six times as much. */
  private static Optional<IPAddress> parseIpv4(String text) {
    int address = 0;
    int dots = 0;
    int number = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && number >= 0) {
        address = address << 8 | number;
        dots++;
        number = -1;
      } else if (isDigit(c) && number != 0) {
        number = Math.max(number, 0) * 10 + (c - '0');
      } else {
        return Optional.empty();
      }
      if (number > 255) {
        return Optional.empty();
      }
    }
    return dots == 3 && number >= 0
        ? Optional.of(new IPv4Address(address << 8 | number))
        : Optional.empty();
  }

  private static Optional<IPAddress> parseIpv6(String text) {
    if (text.length() > MAX_LENGTH || text.indexOf(':') < 0 || !hasOnlyAddressCharacters(text)) {
      return Optional.empty();
    }
    return Optional.ofNullable(new IPAddressString(text, STRICT).getAddress())
        .map(
            address ->
                address.toIPv6().isIPv4Mapped()
                    ? address.toIPv6().getEmbeddedIPv4Address()
                    : address);
  }

  /** Rejects blanks, masks, ranges and zones, which the library would accept. */
  private static boolean hasOnlyAddressCharacters(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c) && c != '.' && c != ':' && (c < 'a' || c > 'f') && (c < 'A' || c > 'F')) {
        return false;
      }
    }
    return true;
  }

  private static String withoutZone(String text) {
    int percent = text.indexOf('%');
    return percent < 0 || percent == text.length() - 1 ? text : text.substring(0, percent);
  }

  /** Whether the rest is empty, or {@code :} and a port, which may be obfuscated (RFC 7239 §6). */
  private static boolean isPort(String text, int start) {
    if (start == text.length()) {
      return true;
    }
    int digits = text.startsWith(":_", start) ? start + 2 : start + 1;
    int length = text.length() - digits;
    return text.charAt(start) == ':'
        && length > 0
        && (digits == start + 2 || length <= 5)
        && text.chars().skip(digits).allMatch(digits == start + 2 ? c -> c > ' ' : c -> isDigit(c));
  }

  private static boolean isDigit(int c) {
    return '0' <= c && c <= '9';
  }

  private static IPAddressStringParameters strict() {
    IPAddressStringParameters.Builder builder =
        new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowSingleSegment(false)
            .allowMask(false)
            .allowPrefix(false)
            .allowPrefixOnly(false)
            .allowWildcardedSeparator(false)
            .setRangeOptions(RangeParameters.NO_RANGE);
    builder
        .getIPv6AddressParametersBuilder()
        .allowZone(false)
        .allowBase85(false)
        .allowBinary(false)
        .allowUnlimitedLeadingZeros(false)
        .getEmbeddedIPv4AddressParametersBuilder()
        .allow_inet_aton(false)
        .allowLeadingZeros(false)
        .allowBinary(false);
    return builder.toParams();
  }
}

package io.weir.cors;

import inet.ipaddr.IPAddress;
import io.weir.internal.client.AddressLiteral;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How an administrator spelt an origin, and how browsers do. One that no browser sends could never
 * match.
 */
final class OriginNormalizer {

  /** Documents of these have the opaque origin, sent as {@code null}, or are none (HTML §7.1.1). */
  private static final Set<String> WITHOUT_ORIGIN =
      Set.of("about", "blob", "data", "file", "ftp", "javascript", "ws", "wss");

  private static final String SEPARATOR = "://";
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;

  private final String text;
  private final String scheme;
  private final String host;

  /** What stands behind the host, with its colon. */
  private final String port;

  /** Whether there is more than scheme, host and port. */
  private final boolean more;

  OriginNormalizer(String text) {
    this.text = text;
    int separator = text.indexOf(SEPARATOR);
    this.scheme = text.substring(0, Math.max(separator, 0)).toLowerCase(Locale.ROOT);
    String rest = scheme.isEmpty() ? text : text.substring(separator + SEPARATOR.length());
    int end = endOfAuthority(rest);
    int user = rest.lastIndexOf('@', end);
    String authority = rest.substring(user + 1, end);
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.indexOf(']');
    this.host = hasPort ? authority.substring(0, colon) : authority;
    this.port = hasPort ? authority.substring(colon) : "";
    this.more = user >= 0 || end < rest.length();
  }

  private static int endOfAuthority(String rest) {
    for (int i = 0; i < rest.length(); i++) {
      if ("/?#\\".indexOf(rest.charAt(i)) >= 0) {
        return i;
      }
    }
    return rest.length();
  }

  /** As a browser serialises it (URL §3.6, HTML §7.1.1), if it can be an origin at all. */
  Optional<WebOrigin> canonical() {
    if (WITHOUT_ORIGIN.contains(scheme)) {
      return Optional.empty();
    }
    String shown = port.equals(":") || port.equals(portOfScheme()) ? "" : port;
    return canonicalHost().flatMap(name -> WebOrigin.parse(scheme + SEPARATOR + name + shown));
  }

  private String portOfScheme() {
    return switch (scheme) {
      case "http" -> ":80";
      case "https" -> ":443";
      default -> "";
    };
  }

  private Optional<String> canonicalHost() {
    if (host.startsWith("[") && host.endsWith("]")) {
      return AddressLiteral.read(host.substring(1, host.length() - 1))
          .filter(IPAddress::isIPv6)
          .map(address -> "[" + address.toCanonicalString() + "]");
    }
    try {
      String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      String ascii = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
      if (endsInNumber(ascii)) {
        return AddressLiteral.read(ascii).map(IPAddress::toCanonicalString);
      }
      return isName(ascii) ? Optional.of(ascii) : Optional.empty();
    } catch (IllegalArgumentException noName) {
      return Optional.empty();
    }
  }

  /** Then it can only be an IPv4 address (URL §3.5); no top-level domain begins with a digit. */
  private static boolean endsInNumber(String host) {
    int last = host.lastIndexOf('.') + 1;
    return last < host.length() && Character.isDigit(host.charAt(last));
  }

  private static boolean isName(String host) {
    if (host.length() > LONGEST_NAME) {
      return false;
    }
    for (String label : host.split("\\.", -1)) {
      if (label.length() > LONGEST_LABEL || !Punycode.isValidLabel(label)) {
        return false;
      }
    }
    return true;
  }

  /** What differs from the canonical form. */
  String objection() {
    if (text.equals("null")) {
      return "anybody can send this origin, from a sandboxed frame; it is never allowed";
    }
    if (scheme.isEmpty()) {
      return "an origin has a scheme and a host, such as https://app.example.com";
    }
    if (WITHOUT_ORIGIN.contains(scheme)) {
      return "pages of the scheme %s have no origin of their own; https and http do"
          .formatted(scheme);
    }
    if (more) {
      return "an origin has no path, query, fragment or user";
    }
    if (!text.chars().allMatch(c -> c < 0x80)) {
      return "browsers send international names in ASCII";
    }
    if (!text.equals(text.toLowerCase(Locale.ROOT))) {
      return "browsers send origins in small letters";
    }
    return objectionToHostOrPort();
  }

  private String objectionToHostOrPort() {
    if (!port.isEmpty() && WebOrigin.parse("x://x" + port).isEmpty()) {
      return "a port is a number from 1 to 65535, or * for any";
    }
    if (!port.isEmpty() && port.equals(portOfScheme())) {
      return "browsers leave out the port that the scheme has anyway";
    }
    if (host.endsWith(".")) {
      return "a name ends without a dot";
    }
    if (host.startsWith("[") || endsInNumber(host)) {
      return "an address is written in its one canonical form, such as 192.0.2.1 or [2001:db8::1]";
    }
    return "no browser sends such an origin; one such as https://app.example.com is allowed";
  }
}

package io.weir.cors;

import inet.ipaddr.IPAddress;
import io.weir.internal.client.AddressLiteral;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Brings an origin in a setting to the form that browsers send, and explains the difference. An
 * origin in another form would never match.
 */
final class OriginNormalizer {

  /** Schemes whose documents have an opaque origin, sent as {@code null}, or that have none. */
  private static final Set<String> SCHEMES_WITHOUT_ORIGIN =
      Set.of("about", "blob", "data", "file", "ftp", "javascript", "ws", "wss");

  private static final String SEPARATOR = "://";
  private static final int MAX_NAME_LENGTH = 253;
  private static final int MAX_LABEL_LENGTH = 63;

  private final String text;
  private final String scheme;
  private final String host;

  /** The port with its colon; empty if there is none. */
  private final String port;

  /** Whether the text has a user, path, query or fragment. */
  private final boolean hasOtherParts;

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
    this.hasOtherParts = user >= 0 || end < rest.length();
  }

  private static int endOfAuthority(String rest) {
    for (int i = 0; i < rest.length(); i++) {
      if ("/?#\\".indexOf(rest.charAt(i)) >= 0) {
        return i;
      }
    }
    return rest.length();
  }

  /** The origin as browsers serialize it (URL §3.6, HTML §7.1.1); nothing if it is not valid. */
  Optional<WebOrigin> canonical() {
    if (SCHEMES_WITHOUT_ORIGIN.contains(scheme)) {
      return Optional.empty();
    }
    String serializedPort = port.equals(":") || port.equals(defaultPort()) ? "" : port;
    return canonicalHost()
        .flatMap(name -> WebOrigin.parse(scheme + SEPARATOR + name + serializedPort));
  }

  private String defaultPort() {
    return switch (scheme) {
      case "http" -> ":80";
      case "https" -> ":443";
      default -> "";
    };
  }

  private Optional<String> canonicalHost() {
    if (host.startsWith("[") && host.endsWith("]")) {
      return AddressLiteral.parse(host.substring(1, host.length() - 1))
          .filter(IPAddress::isIPv6)
          .map(address -> "[" + address.toCanonicalString() + "]");
    }
    if (!WebOrigin.isHttp(scheme)) {
      return Optional.of(host);
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    Optional<String> ascii = ascii(name.toLowerCase(Locale.ROOT));
    return ascii.filter(OriginNormalizer::endsInNumber).isPresent()
        ? ascii.flatMap(AddressLiteral::parse).map(IPAddress::toCanonicalString)
        : ascii.filter(OriginNormalizer::isName);
  }

  /**
   * The name in ASCII. Browsers encode by UTS 46, the JDK by IDNA 2003, which replaces letters: it
   * turns {@code faß.example} into the domain of a stranger. So the result is used only if it
   * stands for exactly this name.
   */
  private static Optional<String> ascii(String name) {
    if (isAscii(name)) {
      return Optional.of(name);
    }
    try {
      String ascii = IDN.toASCII(name);
      return IDN.toUnicode(ascii).equals(name) ? Optional.of(ascii) : Optional.empty();
    } catch (IllegalArgumentException notADomain) {
      return Optional.empty();
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** Whether browsers parse the host as an IPv4 address (URL §3.5, ends in a number). */
  private static boolean endsInNumber(String host) {
    return host.substring(host.lastIndexOf('.') + 1).matches("[0-9]+|0x[0-9a-f]*");
  }

  private static boolean isName(String host) {
    if (host.length() > MAX_NAME_LENGTH) {
      return false;
    }
    for (String label : host.split("\\.", -1)) {
      if (label.length() > MAX_LABEL_LENGTH || !Punycode.isValidLabel(label)) {
        return false;
      }
    }
    return true;
  }

  /** Why the text is not an origin in the form that browsers send. */
  String explanation() {
    if (text.equals("null")) {
      return "any page can send this origin from a sandboxed frame; it is never allowed";
    }
    if (scheme.isEmpty()) {
      return "an origin consists of a scheme and a host, such as https://app.example.com";
    }
    if (SCHEMES_WITHOUT_ORIGIN.contains(scheme)) {
      return "pages with the scheme %s have no origin of their own; use https or http"
          .formatted(scheme);
    }
    if (hasOtherParts) {
      return "an origin has no path, query, fragment or user";
    }
    if (!isAscii(text)) {
      return "browsers send international domain names in ASCII, as location.origin shows them";
    }
    String folded = WebOrigin.isHttp(scheme) ? text : text.substring(0, scheme.length());
    if (!folded.equals(folded.toLowerCase(Locale.ROOT))) {
      return "browsers send origins in lower case";
    }
    return explanationOfHostOrPort();
  }

  private String explanationOfHostOrPort() {
    if (!port.isEmpty() && WebOrigin.parse("x://x" + port).isEmpty()) {
      return "a port is a number from 1 to 65535, or * for any";
    }
    if (!port.isEmpty() && port.equals(defaultPort())) {
      return "browsers omit the default port of the scheme";
    }
    if (!WebOrigin.isHttp(scheme) && WebOrigin.parse(scheme + "://x").isPresent()) {
      return "an origin with this scheme has a host of letters, digits, hyphens, underscores and dots";
    }
    if (host.endsWith(".")) {
      return "a host name must not end with a dot";
    }
    if (host.startsWith("[") || endsInNumber(host.toLowerCase(Locale.ROOT))) {
      return "an IP address must be in its canonical form, such as 192.0.2.1 or [2001:db8::1]";
    }
    return "no browser sends such an origin; one such as https://app.example.com is allowed";
  }
}

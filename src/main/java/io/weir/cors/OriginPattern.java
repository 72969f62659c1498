package io.weir.cors;

import inet.ipaddr.IPAddress;
import io.weir.internal.client.AddressLiteral;
import java.util.Optional;

/**
 * A pattern for origins: {@code https://app.example.com}, {@code https://*.example.com} for all
 * subdomains, {@code http://localhost:*} for all ports.
 *
 * @param scheme the scheme of the origins
 * @param host the host without {@code *.}
 * @param subdomains whether the pattern matches the subdomains of the host at any depth, but not
 *     the host
 * @param port 1 to 65535, {@link WebOrigin#DEFAULT_PORT}, or {@link #ANY_PORT}
 */
record OriginPattern(String scheme, String host, boolean subdomains, int port) {

  /** Every port, including the default port of the scheme. */
  static final int ANY_PORT = -1;

  private static final String ANY_SUBDOMAIN = "*.";
  private static final String ANY_PORT_SUFFIX = ":*";

  /**
   * Reads a pattern from a setting.
   *
   * @throws IllegalArgumentException with a message for the administrator
   */
  static OriginPattern parse(String text) {
    boolean anyPort = text.endsWith(ANY_PORT_SUFFIX);
    String withoutAnyPort =
        anyPort ? text.substring(0, text.length() - ANY_PORT_SUFFIX.length()) : text;
    boolean subdomains = withoutAnyPort.contains("://" + ANY_SUBDOMAIN);
    String plain = withoutAnyPort.replaceFirst("://\\*\\.", "://");
    if (plain.contains("*")) {
      throw mistake(
          text,
          "* is allowed only for subdomains, as in https://*.example.com, for any port, as in http://localhost:*, or alone for every origin.");
    }
    if (anyPort && plain.matches(".*:[0-9]*")) {
      throw mistake(text, "write one port, or * for any port.");
    }
    OriginNormalizer normalizer = new OriginNormalizer(plain);
    Optional<OriginPattern> canonical =
        normalizer.canonical().map(origin -> of(origin, subdomains, anyPort));
    OriginPattern pattern =
        canonical.orElseThrow(() -> mistake(text, normalizer.explanation() + "."));
    if (!pattern.toString().equals(text)) {
      throw mistake(text, normalizer.explanation() + "; write \"%s\".".formatted(pattern));
    }
    if (subdomains && pattern.isAddress()) {
      throw mistake(text, "an IP address has no subdomains.");
    }
    if (subdomains && !pattern.isHttp()) {
      throw mistake(
          text,
          "subdomains are allowed only for https and http, whose host names have owners; list each origin.");
    }
    return pattern;
  }

  private static OriginPattern of(WebOrigin origin, boolean subdomains, boolean anyPort) {
    return new OriginPattern(
        origin.scheme(), origin.host(), subdomains, anyPort ? ANY_PORT : origin.port());
  }

  private static IllegalArgumentException mistake(String text, String message) {
    return new IllegalArgumentException("\"%s\": %s".formatted(text, message));
  }

  /** Whether anyone on the network path can read and change a page with this origin. */
  boolean isInsecure() {
    return scheme.equals("http") && !isLoopback();
  }

  /** Whether the host is the machine of the browser (RFC 6761 §6.3, RFC 6890 §2.2). */
  boolean isLoopback() {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || AddressLiteral.parse(withoutBrackets()).filter(IPAddress::isLoopback).isPresent();
  }

  private boolean isHttp() {
    return WebOrigin.isHttp(scheme);
  }

  private boolean isAddress() {
    return AddressLiteral.parse(withoutBrackets()).isPresent();
  }

  private String withoutBrackets() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return scheme
        + "://"
        + (subdomains ? ANY_SUBDOMAIN : "")
        + host
        + switch (port) {
          case ANY_PORT -> ANY_PORT_SUFFIX;
          case WebOrigin.DEFAULT_PORT -> "";
          default -> ":" + port;
        };
  }
}

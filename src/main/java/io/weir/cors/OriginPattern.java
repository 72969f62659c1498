package io.weir.cors;

import inet.ipaddr.IPAddress;
import io.weir.internal.client.AddressLiteral;
import java.util.Optional;

/**
 * Origins that are meant together: {@code https://app.example.com}, {@code https://*.example.com}
 * for all sub-domains, {@code http://localhost:*} for all ports.
 *
 * @param host without the {@code *.}
 * @param subdomains whether the sub-domains of the host are meant, at any depth, and not itself
 * @param port 1 to 65535, {@link WebOrigin#DEFAULT_PORT}, or {@link #ANY_PORT}
 */
record OriginPattern(String scheme, String host, boolean subdomains, int port) {

  /** Every port, also the scheme's own. */
  static final int ANY_PORT = -1;

  private static final String SUBDOMAINS = "*.";
  private static final String PORTS = ":*";

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  static OriginPattern parse(String text) {
    boolean anyPort = text.endsWith(PORTS);
    String start = anyPort ? text.substring(0, text.length() - PORTS.length()) : text;
    boolean subdomains = start.contains("://" + SUBDOMAINS);
    String plain = start.replaceFirst("://\\*\\.", "://");
    if (plain.contains("*")) {
      throw mistake(
          text,
          "* stands for sub-domains, as in https://*.example.com, for any port, as in http://localhost:*, or alone for every origin; nowhere else.");
    }
    if (anyPort && plain.matches(".*:[0-9]*")) {
      throw mistake(text, "one port, or * for any.");
    }
    OriginNormalizer spelling = new OriginNormalizer(plain);
    Optional<OriginPattern> canonical =
        spelling.canonical().map(origin -> of(origin, subdomains, anyPort));
    OriginPattern pattern = canonical.orElseThrow(() -> mistake(text, spelling.objection() + "."));
    if (!pattern.toString().equals(text)) {
      throw mistake(text, spelling.objection() + "; write \"%s\".".formatted(pattern));
    }
    if (subdomains && pattern.isAddress()) {
      throw mistake(text, "an address has no sub-domains.");
    }
    if (subdomains && !pattern.isOfTheWeb()) {
      throw mistake(
          text, "nothing says who owns the names of another scheme than https; name each origin.");
    }
    return pattern;
  }

  private static OriginPattern of(WebOrigin origin, boolean subdomains, boolean anyPort) {
    return new OriginPattern(
        origin.scheme(), origin.host(), subdomains, anyPort ? ANY_PORT : origin.port());
  }

  private static IllegalArgumentException mistake(String text, String what) {
    return new IllegalArgumentException("\"%s\": %s".formatted(text, what));
  }

  /** Whether others on the way can read and change what such a page loads. */
  boolean isInsecure() {
    return scheme.equals("http") && !isLoopback();
  }

  /** A name or address that never leaves the machine (RFC 6761 §6.3, RFC 6890 §2.2). */
  boolean isLoopback() {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || AddressLiteral.read(withoutBrackets()).filter(IPAddress::isLoopback).isPresent();
  }

  private boolean isOfTheWeb() {
    return scheme.equals("https") || scheme.equals("http");
  }

  private boolean isAddress() {
    return AddressLiteral.read(withoutBrackets()).isPresent();
  }

  private String withoutBrackets() {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return scheme
        + "://"
        + (subdomains ? SUBDOMAINS : "")
        + host
        + switch (port) {
          case ANY_PORT -> PORTS;
          case WebOrigin.DEFAULT_PORT -> "";
          default -> ":" + port;
        };
  }
}

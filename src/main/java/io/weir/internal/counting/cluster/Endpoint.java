package io.weir.internal.counting.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The host and port of a member.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 1 to 65535
 */
record Endpoint(String host, int port) {

  private static final Pattern SYNTAX =
      Pattern.compile("(?:\\[(?<v6>[0-9A-Fa-f:.]+)]|(?<host>[A-Za-z0-9._-]+)):(?<port>[0-9]{1,5})");

  private static final Pattern LITERAL_V6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  /**
   * Reads {@code 192.0.2.7:5701}, {@code node-b.example.com:5701} or {@code [2001:db8::7]:5701}.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  static Endpoint parse(String text) {
    Matcher parts = SYNTAX.matcher(text);
    if (!parts.matches() || port(parts) < 1 || port(parts) > 65_535) {
      throw new IllegalArgumentException(
          "\"%s\": write host:port, such as 192.0.2.7:5701 or [2001:db8::7]:5701".formatted(text));
    }
    String host = parts.group("v6") == null ? parts.group("host") : parts.group("v6");
    return new Endpoint(host, port(parts));
  }

  private static int port(Matcher parts) {
    return Integer.parseInt(parts.group("port"));
  }

  /** Whether it can be reached from this machine only. */
  boolean isLoopback() {
    return isLoopback(host);
  }

  /** Whether a name or an address, IPv6 in whatever form, belongs to the loopback interface. */
  static boolean isLoopback(String host) {
    if (!LITERAL_V6.matcher(host).matches()) {
      return host.equalsIgnoreCase("localhost") || host.startsWith("127.");
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress(); // A literal: no DNS.
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * The endpoint by each of its addresses; by its name if that cannot be resolved now. Hazelcast
   * itself ignores a name whose address does not belong to an interface that it binds.
   */
  Stream<Endpoint> resolved() {
    try {
      return Stream.of(InetAddress.getAllByName(host))
          .map(address -> new Endpoint(address.getHostAddress(), port));
    } catch (UnknownHostException e) {
      return Stream.of(this);
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[%s]:%s".formatted(host, port) : host + ":" + port;
  }
}

package io.weir.sample.proxies;

import io.weir.sample.wire.Reply;
import io.weir.sample.wire.Wire;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Somebody who asks, at an address of this machine that nobody else has.
 *
 * @param address all that begin with 127 are this machine's, on Linux
 */
record Somebody(String address) {

  /** What a client may send to seem somebody else. In these lines {@code |} separates two. */
  static final List<String> FORGED =
      List.of(
          "X-Forwarded-For: 203.0.113.1",
          "X-Forwarded-For: 203.0.113.2, 203.0.113.3",
          "X-Forwarded-For: 203.0.113.4|X-Forwarded-For: 203.0.113.5",
          "x-forwarded-for: 127.0.0.1",
          "X-Forwarded-For: 127.0.0.1, 127.0.0.1",
          "X-Forwarded-For: \"",
          "X-Forwarded-For: \"203.0.113.6",
          "X-Forwarded-For: ,,,",
          "X-Forwarded-For: 203.0.113.7,",
          "X-Forwarded-For:",
          "X-Forwarded-For: unknown",
          "X-Forwarded-For: <script>",
          "X-Forwarded-For: localhost",
          "X-Forwarded-For: 203.0.113.8:4711",
          "X-Forwarded-For: [2001:db8::1]:4711",
          "X-Forwarded-For: 2001:db8::2",
          "X-Forwarded-For: ::ffff:203.0.113.9",
          "X-Forwarded-For: 203.0.113.10" + ", 127.0.0.1".repeat(40),
          "Forwarded: for=203.0.113.11",
          "Forwarded: for=\"[2001:db8::3]:4711\";proto=https",
          "Forwarded: for=\"never closed",
          "Forwarded: for=203.0.113.12, for=\"",
          "Forwarded: for=203.0.113.13|Forwarded: for=203.0.113.14",
          "X-Real-IP: 203.0.113.15",
          "X-Real-IP: 203.0.113.16|X-Real-IP: 203.0.113.17",
          "X-Forwarded-For: 203.0.113.18|X-Forwarded-Host: forged.example|X-Forwarded-Proto: https|X-Forwarded-Port: 443",
          "X-Forwarded-Host: forged.example:99999",
          "X-Forwarded-Port: none",
          "X-Forwarded-Proto: ftp",
          "Proxy-IP: 203.0.113.19|Proxy-Keysize: 256",
          "X-Cluster-Client-IP: 203.0.113.20|True-Client-IP: 203.0.113.21|Client-IP: 203.0.113.22");

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  static Somebody arriving() {
    int number = NUMBERS.incrementAndGet();
    return new Somebody("127.1.%d.%d".formatted(number / 250, 1 + number % 250));
  }

  /** Asks once, with these header lines. */
  Reply asks(Wire wire, String path, String... lines) {
    return asksAfter("", wire, path, lines);
  }

  /** The same, with something before the request. */
  Reply asksAfter(String preface, Wire wire, String path, String... lines) {
    StringBuilder head = new StringBuilder(preface);
    head.append("GET %s HTTP/1.1\r\nHost: weir.example\r\nConnection: close\r\n".formatted(path));
    for (String line : lines) {
      head.append(line).append("\r\n");
    }
    return wire.from(address).send(head.append("\r\n").toString());
  }

  /** Asks once without any such header and then with each of them; the statuses. */
  List<Integer> forges(Wire wire, String path) {
    return Stream.concat(Stream.of(""), FORGED.stream())
        .map(lines -> lines.isEmpty() ? new String[0] : lines.split("\\|"))
        .map(lines -> asks(wire, path, lines).status())
        .toList();
  }
}

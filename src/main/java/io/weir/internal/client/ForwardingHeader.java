package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import io.weir.internal.http.HttpToken;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The request header in which proxies send the address of the client.
 *
 * @param name {@code X-Forwarded-For}, a list of nodes; {@code Forwarded}, a list of elements (RFC
 *     7239); or another header, which holds exactly one node: {@code X-Real-IP}
 */
record ForwardingHeader(String name) {

  static final String X_FORWARDED_FOR = "X-Forwarded-For";
  static final String FORWARDED = "Forwarded";

  /** Always an address, a colon and a port; brackets are missing: {@code 2001:db8::9:46532}. */
  static final String VIEWER_ADDRESS = "CloudFront-Viewer-Address";

  ForwardingHeader {
    if (!HttpToken.isToken(name)) {
      throw new IllegalArgumentException(
          "\"%s\" is not a header name; X-Forwarded-For, Forwarded or another header such as X-Real-IP is allowed."
              .formatted(name));
    }
  }

  boolean isList() {
    return name.equalsIgnoreCase(X_FORWARDED_FOR) || isForwarded();
  }

  private boolean isForwarded() {
    return name.equalsIgnoreCase(FORWARDED);
  }

  /**
   * The nodes of all header lines, from the right. Each node is parsed when it is requested. A
   * header without any element has one node, which is no address.
   */
  Iterator<Optional<IPAddress>> nodes(List<String> lines) {
    Iterator<Optional<IPAddress>> nodes = elements(lines);
    return nodes.hasNext() || lines.isEmpty()
        ? nodes
        : List.of(Optional.<IPAddress>empty()).iterator();
  }

  private Iterator<Optional<IPAddress>> elements(List<String> lines) {
    if (isForwarded()) {
      return parsed(
          new ReverseListElements(lines, true),
          element -> ForwardedElement.forParameter(element).flatMap(AddressLiteral::parseNode));
    }
    if (isList()) {
      return parsed(new ReverseListElements(lines, false), AddressLiteral::parseNode);
    }
    return switch (lines.size()) {
      case 0 -> Collections.emptyIterator();
      case 1 ->
          parsed(
              List.of(ReverseListElements.trim(lines.get(0))).iterator(),
              name.equalsIgnoreCase(VIEWER_ADDRESS)
                  ? AddressLiteral::parseWithPort
                  : AddressLiteral::parseNode);
      default -> List.of(Optional.<IPAddress>empty()).iterator();
    };
  }

  private static Iterator<Optional<IPAddress>> parsed(
      Iterator<String> elements, Function<String, Optional<IPAddress>> parser) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return elements.hasNext();
      }

      @Override
      public Optional<IPAddress> next() {
        return parser.apply(elements.next());
      }
    };
  }
}

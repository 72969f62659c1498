package io.weir.internal.client;

import inet.ipaddr.IPAddress;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The request header in which proxies tell whom they forward.
 *
 * @param name {@code X-Forwarded-For}, a list of nodes; {@code Forwarded}, a list of elements (RFC
 *     7239); or any other, which holds exactly one node: {@code X-Real-IP}
 */
record ForwardingHeader(String name) {

  static final String X_FORWARDED_FOR = "X-Forwarded-For";
  static final String FORWARDED = "Forwarded";

  ForwardingHeader {
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw new IllegalArgumentException(
          "\"%s\" is no header; X-Forwarded-For, Forwarded or one other, such as X-Real-IP, is allowed."
              .formatted(name));
    }
  }

  boolean isList() {
    return name.equalsIgnoreCase(X_FORWARDED_FOR) || isForwarded();
  }

  private boolean isForwarded() {
    return name.equalsIgnoreCase(FORWARDED);
  }

  /** The nodes of all lines, from the right; each is read when it is asked for. */
  Iterator<Optional<IPAddress>> nodes(List<String> lines) {
    if (isForwarded()) {
      return each(
          new ListElements(lines, true),
          element -> ForwardedElement.clientOf(element).flatMap(AddressLiteral::readNode));
    }
    if (isList()) {
      return each(new ListElements(lines, false), AddressLiteral::readNode);
    }
    return switch (lines.size()) {
      case 0 -> Collections.emptyIterator();
      case 1 -> each(List.of(ListElements.trim(lines.get(0))).iterator(), AddressLiteral::readNode);
      default -> List.of(Optional.<IPAddress>empty()).iterator();
    };
  }

  private static Iterator<Optional<IPAddress>> each(
      Iterator<String> elements, Function<String, Optional<IPAddress>> reader) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return elements.hasNext();
      }

      @Override
      public Optional<IPAddress> next() {
        return reader.apply(elements.next());
      }
    };
  }
}

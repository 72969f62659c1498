package io.weir.cors;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Patterns by the labels of their hosts, from the right, so that a look-up costs by the length of
 * the origin and not by the number of patterns.
 *
 * <pre>
 *   com ── example ── below: https, default port      https://*.example.com
 *                └── app ── here: https, 8443         https://app.example.com:8443
 * </pre>
 */
final class OriginTree {

  private final Map<String, OriginTree> labels = new HashMap<>();
  private final Set<SchemeAndPort> here = new HashSet<>();
  private final Set<SchemeAndPort> below = new HashSet<>();

  private OriginTree() {}

  static OriginTree of(Collection<OriginPattern> patterns) {
    OriginTree root = new OriginTree();
    patterns.forEach(root::add);
    return root;
  }

  private void add(OriginPattern pattern) {
    OriginTree node = this;
    String host = pattern.host();
    for (int end = host.length(); end > 0; ) {
      int start = host.lastIndexOf('.', end - 1) + 1;
      node = node.labels.computeIfAbsent(host.substring(start, end), label -> new OriginTree());
      end = start - 1;
    }
    (pattern.subdomains() ? node.below : node.here)
        .add(new SchemeAndPort(pattern.scheme(), pattern.port()));
  }

  boolean contains(WebOrigin origin) {
    OriginTree node = this;
    String host = origin.host();
    for (int end = host.length(); end > 0; ) {
      int start = host.lastIndexOf('.', end - 1) + 1;
      node = node.labels.get(host.substring(start, end));
      if (node == null) {
        return false;
      }
      end = start - 1;
      if (end > 0 && isOpen(node.below, origin)) {
        return true;
      }
    }
    return isOpen(node.here, origin);
  }

  private static boolean isOpen(Set<SchemeAndPort> doors, WebOrigin origin) {
    return !doors.isEmpty()
        && (doors.contains(new SchemeAndPort(origin.scheme(), origin.port()))
            || doors.contains(new SchemeAndPort(origin.scheme(), OriginPattern.ANY_PORT)));
  }

  /** Scheme and port by which a host is meant. */
  private record SchemeAndPort(String scheme, int port) {}
}

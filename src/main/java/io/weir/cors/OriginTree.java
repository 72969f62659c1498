package io.weir.cors;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Origin patterns in a tree of host labels from the right. The cost of a look-up depends on the
 * length of the origin, not on the number of patterns.
 *
 * <pre>
 *   com ── example ── subdomains: https, default port   https://*.example.com
 *                └── app ── host: https, 8443           https://app.example.com:8443
 * </pre>
 */
final class OriginTree {

  private final Map<String, OriginTree> children = new HashMap<>();
  private final Set<SchemeAndPort> host = new HashSet<>();
  private final Set<SchemeAndPort> subdomains = new HashSet<>();

  private OriginTree() {}

  static OriginTree of(Collection<OriginPattern> patterns) {
    OriginTree root = new OriginTree();
    patterns.forEach(root::add);
    return root;
  }

  private void add(OriginPattern pattern) {
    OriginTree node = this;
    String name = pattern.host();
    for (int end = name.length(); end > 0; ) {
      int start = name.lastIndexOf('.', end - 1) + 1;
      node = node.children.computeIfAbsent(name.substring(start, end), label -> new OriginTree());
      end = start - 1;
    }
    (pattern.subdomains() ? node.subdomains : node.host)
        .add(new SchemeAndPort(pattern.scheme(), pattern.port()));
  }

  /** Whether a pattern matches the origin. */
  boolean matches(WebOrigin origin) {
    OriginTree node = this;
    String name = origin.host();
    for (int end = name.length(); end > 0; ) {
      int start = name.lastIndexOf('.', end - 1) + 1;
      node = node.children.get(name.substring(start, end));
      if (node == null) {
        return false;
      }
      end = start - 1;
      if (end > 0 && contains(node.subdomains, origin)) {
        return true;
      }
    }
    return contains(node.host, origin);
  }

  private static boolean contains(Set<SchemeAndPort> allowed, WebOrigin origin) {
    return !allowed.isEmpty()
        && (allowed.contains(new SchemeAndPort(origin.scheme(), origin.port()))
            || allowed.contains(new SchemeAndPort(origin.scheme(), OriginPattern.ANY_PORT)));
  }

  /** The scheme and port of a pattern. */
  private record SchemeAndPort(String scheme, int port) {}
}

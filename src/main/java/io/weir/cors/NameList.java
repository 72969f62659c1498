package io.weir.cors;

import java.util.Set;
import java.util.TreeSet;

/**
 * Names of methods or headers that an administrator listed.
 *
 * @param all whether {@code *} is among them
 * @param listed those that are named
 */
record NameList(boolean all, Set<String> listed) {

  static final String ALL = "*";

  NameList {
    listed = Set.copyOf(listed);
  }

  /** A token of HTTP (RFC 9110 §5.6.2). */
  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9');
      if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  @Override
  public String toString() {
    Set<String> shown = new TreeSet<>(listed);
    if (all) {
      shown.add(ALL);
    }
    return String.join(", ", shown);
  }
}

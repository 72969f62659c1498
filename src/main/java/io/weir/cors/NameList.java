package io.weir.cors;

import java.util.Set;
import java.util.TreeSet;

/**
 * Method names or header names in a setting.
 *
 * @param wildcard whether {@code *} is in the list
 * @param names the other elements of the list
 */
record NameList(boolean wildcard, Set<String> names) {

  static final String WILDCARD = "*";

  NameList {
    names = Set.copyOf(names);
  }

  @Override
  public String toString() {
    Set<String> elements = new TreeSet<>(names);
    if (wildcard) {
      elements.add(WILDCARD);
    }
    return String.join(", ", elements);
  }
}

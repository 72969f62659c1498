package io.weir.validation;

import java.util.List;
import java.util.stream.Stream;

/**
 * All changes of a request's parameters. They are repeated until nothing changes any more, because
 * one of them may bring to light what another removes: what the application reads in a form and
 * what it gets as a parameter is the same then.
 */
record Rewrites(List<Rewrite> all) {

  static final Rewrites NONE = new Rewrites(List.of());

  /** A text of which something is left to remove after so many passes is no honest one. */
  private static final int MOST_PASSES = 10;

  Rewrites {
    all = List.copyOf(all);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** The names of the parameters that are changed. */
  List<String> names() {
    return all.stream().map(rewrite -> rewrite.field().name()).distinct().toList();
  }

  /** The names of the parameters in which patterns are searched. */
  Stream<String> stripped() {
    return all.stream()
        .filter(rewrite -> rewrite.change() instanceof Rewrite.Strip)
        .map(rewrite -> rewrite.field().name())
        .distinct();
  }

  /**
   * Whether texts are more than patterns are searched in: each of them is searched up to twelve
   * times.
   */
  static boolean areTooMany(List<String> texts) {
    return texts.size() > PatternSearch.MOST_TEXTS
        || texts.stream().mapToLong(String::length).sum() > PatternSearch.MOST_CHARACTERS;
  }

  /** The changed value of a parameter. */
  String applied(String name, String value) {
    String changed = value;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      String next = once(name, changed);
      if (next.equals(changed)) {
        break;
      }
      changed = next;
    }
    return changed;
  }

  /** Whether nothing is left to remove from a value. */
  boolean isDone(String name, String value) {
    return once(name, value).equals(value);
  }

  private String once(String name, String value) {
    String changed = value;
    for (Rewrite rewrite : all) {
      changed = rewrite.field().name().equals(name) ? rewrite.change().of(changed) : changed;
    }
    return changed;
  }
}

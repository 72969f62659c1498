package io.weir.internal.http;

import java.util.Arrays;
import java.util.List;

/** A comma-separated list without quoted strings, in a setting or in a header (RFC 9110 §5.6.1). */
public final class CommaList {

  private CommaList() {}

  /** The elements without surrounding white space. Empty elements are ignored (§5.6.1.2). */
  public static List<String> of(String text) {
    return withEmptyElements(text).stream().filter(element -> !element.isEmpty()).toList();
  }

  /** The elements without surrounding white space, including the empty ones. */
  public static List<String> withEmptyElements(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }
}

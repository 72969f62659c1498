package io.weir.internal.http;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A comma-separated list without quoted strings, in a setting or in a header (RFC 9110 §5.6.1). */
public final class CommaList {

  private static final Pattern WRONG_SEPARATOR = Pattern.compile("[\\s;]+");

  private CommaList() {}

  /** The elements without surrounding white space. Empty elements are ignored (§5.6.1.2). */
  public static List<String> of(String text) {
    return withEmptyElements(text).stream().filter(element -> !element.isEmpty()).toList();
  }

  /** The elements without surrounding white space, including the empty ones. */
  public static List<String> withEmptyElements(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  /**
   * The value of an element of a setting. If the element is several with wrong separators between
   * them, the message says so.
   *
   * @throws IllegalArgumentException if {@code parser} throws it
   */
  public static <T> T value(String element, Function<String, T> parser) {
    try {
      return parser.apply(element);
    } catch (IllegalArgumentException e) {
      List<String> parts =
          Arrays.stream(WRONG_SEPARATOR.split(element)).filter(part -> !part.isEmpty()).toList();
      if (WRONG_SEPARATOR.matcher(element).find() && areValues(parts, parser)) {
        throw new IllegalArgumentException(
            "\"%s\": the elements of a list are separated by commas; write \"%s\"."
                .formatted(element.replaceAll("\\s+", " "), String.join(", ", parts)),
            e);
      }
      throw e;
    }
  }

  private static <T> boolean areValues(List<String> elements, Function<String, T> parser) {
    try {
      return !elements.stream().map(parser).toList().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

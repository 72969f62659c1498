package io.weir.validation;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The content types of a check: {@code image/png, image/*}; {@code toString} is how they are
 * written.
 *
 * @param ranges in small letters; none means that every type is allowed
 */
record MediaTypes(List<String> ranges) {

  static final String MULTIPART = "multipart/form-data";

  private static final MediaTypes ANY = new MediaTypes(List.of());

  private static final String TOKEN = "[a-z0-9!#$&^_.+-]+";
  private static final Pattern RANGE = Pattern.compile(TOKEN + "/(" + TOKEN + "|\\*)");

  private static final Pattern TEXT =
      Pattern.compile("text/.*|application/\\*|.*[/+](json|xml)|.*/x-www-form-urlencoded");

  MediaTypes {
    ranges = ranges.stream().map(range -> range.toLowerCase(Locale.ROOT)).toList();
    for (String range : ranges) {
      if (!RANGE.matcher(range).matches()) {
        throw new IllegalArgumentException(
            "\"%s\" is not a content type; write types without parameters, as in type image/png, image/jpeg."
                .formatted(range));
      }
    }
  }

  static MediaTypes any() {
    return ANY;
  }

  boolean isAny() {
    return ranges.isEmpty();
  }

  /** The type of a header field, in small letters and without its parameters. */
  static String essence(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a type is allowed, in small letters and without parameters. */
  boolean allow(String essence) {
    return isAny()
        || ranges.stream()
            .anyMatch(
                range ->
                    range.endsWith("/*")
                        ? essence.startsWith(range.substring(0, range.length() - 1))
                        : range.equals(essence));
  }

  /** Whether a type that is allowed may be JSON. */
  boolean allowJson() {
    return isAny()
        || ranges.stream()
            .anyMatch(
                range ->
                    range.endsWith("/json") || range.endsWith("+json") || range.endsWith("/*"));
  }

  /** Whether no type is one that programs read as a text, so that a form may carry it as a file. */
  boolean areOfFiles() {
    return !isAny()
        && ranges.stream()
            .noneMatch(range -> TEXT.matcher(range).matches() || range.startsWith("multipart/"));
  }

  /** The types as a client reads them. */
  String list() {
    return String.join(", ", ranges);
  }

  @Override
  public String toString() {
    return "type " + list();
  }
}

package io.weir.internal.body;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A place in JSON documents: a JSON pointer (RFC 6901) in which {@code *} stands for any member of
 * an object and any element of an array.
 *
 * @param segments the names between the slashes, without escapes
 */
public record JsonPlace(List<String> segments) {

  private static final String ANY = "*";
  private static final Pattern POINTER = Pattern.compile("(/([^~/]|~[01])*)+");

  public JsonPlace {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a pointer.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  public static JsonPlace parse(String pointer) {
    if (!POINTER.matcher(pointer).matches()) {
      throw new IllegalArgumentException(
          "a JSON pointer begins with \"/\" (RFC 6901), as in json:/user/name or json:/items/*/name.");
    }
    if (pointer.endsWith("/")) {
      throw new IllegalArgumentException(
          "no name follows the last \"/\"; write %s* for every member and element there."
              .formatted(pointer));
    }
    if ((pointer + "/").contains("/**/")) {
      throw new IllegalArgumentException(
          "\"**\" is no part of a JSON pointer; \"*\" is one member or element, and texts: looks at every string below a place.");
    }
    return new JsonPlace(
        Arrays.stream(pointer.substring(1).split("/", -1))
            .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
            .toList());
  }

  boolean isReached(int depth) {
    return depth == segments.size();
  }

  /** There are programs that ignore the case of names. */
  boolean leadsTo(int depth, String name) {
    return segments.get(depth).equals(ANY) || segments.get(depth).equalsIgnoreCase(name);
  }

  boolean isExact(int depth, String name) {
    return segments.get(depth).equals(ANY) || segments.get(depth).equals(name);
  }

  /** The pointer. */
  @Override
  public String toString() {
    StringBuilder pointer = new StringBuilder();
    segments.forEach(
        segment -> pointer.append('/').append(segment.replace("~", "~0").replace("/", "~1")));
    return pointer.toString();
  }
}

package io.weir.internal.rules;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A pattern of paths: {@code /make-call/{phone}/*}, {@code /files/**}. Case-sensitive.
 *
 * @param segments the segments between the slashes; without any, the pattern is the root
 * @param anyRest whether {@code /**} follows: any number of further segments, also none
 */
public record PathPattern(List<PathSegment> segments, boolean anyRest) {

  private static final String ANY_REST = "/**";

  /** The pattern {@code /**}. */
  public static final PathPattern EVERYTHING = new PathPattern(List.of(), true);

  public PathPattern {
    segments = List.copyOf(segments);
    List<PathSegment> variables =
        segments.stream().filter(PathSegment.Variable.class::isInstance).toList();
    if (new HashSet<>(variables).size() < variables.size()) {
      throw new IllegalArgumentException("each variable of a path needs a name of its own.");
    }
  }

  /**
   * Reads a pattern that has no quotes.
   *
   * @throws IllegalArgumentException with a sentence for the administrator
   */
  static PathPattern parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with \"/\", for example /token.");
    }
    boolean anyRest = text.endsWith(ANY_REST);
    String fixed = anyRest ? text.substring(0, text.length() - ANY_REST.length()) : text;
    if (fixed.isEmpty() || text.equals("/")) {
      return new PathPattern(List.of(), anyRest);
    }
    if (fixed.endsWith("/") && !fixed.endsWith("//")) {
      throw new IllegalArgumentException(
          "a path has no slash at the end; a slash at the end of a request's path is ignored.");
    }
    return new PathPattern(
        Arrays.stream(fixed.substring(1).split("/", -1)).map(PathSegment::parse).toList(), anyRest);
  }

  /**
   * Whether a decoded path matches; a slash at its end is ignored. It runs for every rule of every
   * request, so it allocates nothing and reads each character at most twice.
   */
  boolean matches(String path) {
    int end = path.endsWith("/") ? path.length() - 1 : path.length();
    int start = 0;
    for (int i = 0; i < segments.size(); i++) {
      if (start >= end || path.charAt(start) != '/') {
        return false;
      }
      int slash = path.indexOf('/', start + 1);
      int stop = slash < 0 ? end : slash;
      if (!segments.get(i).matches(path, start + 1, stop)) {
        return false;
      }
      start = stop;
    }
    return anyRest || start == end;
  }

  /** The value of the variable, if the path matches. */
  Optional<String> variable(String name, String path) {
    int place = placeOf(name);
    return place >= 0 && matches(path) ? Optional.of(segment(path, place)) : Optional.empty();
  }

  boolean hasVariable(String name) {
    return placeOf(name) >= 0;
  }

  private int placeOf(String name) {
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i) instanceof PathSegment.Variable variable
          && variable.name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static String segment(String path, int place) {
    int start = 1;
    for (int i = 0; i < place; i++) {
      start = path.indexOf('/', start) + 1;
    }
    int stop = path.indexOf('/', start);
    return path.substring(start, stop < 0 ? path.length() : stop);
  }

  /** The text of the pattern, without quotes. */
  @Override
  public String toString() {
    String fixed = segments.stream().map(segment -> "/" + segment).collect(Collectors.joining());
    return anyRest ? fixed + ANY_REST : segments.isEmpty() ? "/" : fixed;
  }
}

package io.weir.internal.rules;

import java.util.Optional;
import java.util.regex.Pattern;

/** A segment of a {@link PathPattern}, between two slashes. */
sealed interface PathSegment {

  /** Whether {@code path} from {@code start} (inclusive) to {@code stop} (exclusive) matches. */
  boolean matches(String path, int start, int stop);

  static PathSegment parse(String text) {
    if (text.equals("*")) {
      return new Any();
    }
    return text.startsWith("{") && text.endsWith("}")
        ? new Variable(text.substring(1, text.length() - 1))
        : new Literal(text);
  }

  /** {@code *}: any segment that is not empty. */
  record Any() implements PathSegment {
    @Override
    public boolean matches(String path, int start, int stop) {
      return start < stop;
    }

    @Override
    public String toString() {
      return "*";
    }
  }

  /** {@code {phone}}: any segment that is not empty; keys refer to it by its name. */
  record Variable(String name) implements PathSegment {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    public Variable {
      checkName(name);
    }

    static void checkName(String name) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "\"%s\" is not the name of a variable; use a letter and then letters, digits, \"-\" and \"_\", as in {phone}."
                .formatted(name));
      }
    }

    @Override
    public boolean matches(String path, int start, int stop) {
      return start < stop;
    }

    @Override
    public String toString() {
      return "{" + name + "}";
    }
  }

  /** Exactly this segment, decoded. */
  record Literal(String text) implements PathSegment {

    private static final Pattern PERCENT_ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    public Literal {
      flaw(text)
          .ifPresent(
              flaw -> {
                throw new IllegalArgumentException(flaw);
              });
    }

    /** Why no request can have this segment, or why other programs read it differently. */
    private static Optional<String> flaw(String text) {
      if (text.isEmpty()) {
        return Optional.of("a segment is empty; write one slash between two segments.");
      }
      if (text.equals(".") || text.equals("..")) {
        return Optional.of(
            "\".\" and \"..\" are resolved before a path is compared; leave them out.");
      }
      if (text.equals("**")) {
        return Optional.of(
            "\"**\" is allowed at the end only, as in /files/**; \"*\" is one segment.");
      }
      if (text.contains("*") || text.contains("{") || text.contains("}")) {
        return Optional.of("\"*\" and variables are whole segments, as in /calls/{id}/*.");
      }
      if (PERCENT_ENCODED.matcher(text).find()) {
        return Optional.of(
            "paths are compared decoded; write the character itself, in quotes if it is a blank.");
      }
      if (text.chars().anyMatch(c -> "/;?#\\".indexOf(c) >= 0 || Character.isISOControl(c))) {
        return Optional.of(
            "a path has no \";\", \"?\", \"#\" or \"\\\", and no control characters.");
      }
      return Optional.empty();
    }

    @Override
    public boolean matches(String path, int start, int stop) {
      return stop - start == text.length() && path.startsWith(text, start);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}

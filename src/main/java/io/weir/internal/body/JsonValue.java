package io.weir.internal.body;

/**
 * A value that stands at a place of a JSON document.
 *
 * @param text of a string; a number in one form, so that equal numbers have equal texts; {@code
 *     true} or {@code false}; empty for everything else
 * @param exact whether the names of all members above it have the case of the place
 */
public record JsonValue(Kind kind, String text, boolean exact) {

  /** The types of JSON. */
  public enum Kind {
    STRING,
    NUMBER,
    BOOLEAN,
    NULL,
    /** An object or an array. */
    STRUCTURE
  }
}

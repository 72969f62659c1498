package io.weir.internal.body;

import java.util.Optional;

/**
 * The value of a field of a request.
 *
 * @param text the value; empty unless it was read
 * @param isString false for a number or a boolean of JSON: some programs treat 1 and "1" alike
 */
public record FieldValue(State state, String text, boolean isString) {

  /** Whether there is a value. */
  public enum State {
    /** The request was understood as a whole, and has no such field. */
    ABSENT,
    READ,
    /** Programs may read different values, or a value where Weir reads none. */
    UNREADABLE
  }

  /** No such field. */
  public static final FieldValue ABSENT = new FieldValue(State.ABSENT, "", true);

  /** A field that programs read differently. */
  public static final FieldValue UNREADABLE = new FieldValue(State.UNREADABLE, "", true);

  /** A value that was read. */
  public static FieldValue of(String text, boolean isString) {
    return new FieldValue(State.READ, text, isString);
  }

  /** The value, if it was read. */
  public Optional<String> value() {
    return isRead() ? Optional.of(text) : Optional.empty();
  }

  /** Whether the request has no such field. */
  boolean isAbsent() {
    return state == State.ABSENT;
  }

  /** Whether there is a value. */
  public boolean isRead() {
    return state == State.READ;
  }
}

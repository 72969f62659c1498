package io.weir.validation;

import io.weir.internal.body.JsonValue;

/**
 * A value of a field.
 *
 * @param text empty for a structure
 */
record Value(Type type, String text) {

  /** What is known of a value's type. */
  enum Type {
    /** Of a header, a parameter or a path: programs take it for what they need. */
    UNTYPED,
    /** Of JSON: a text, and no number or truth value. */
    STRING,
    NUMBER,
    BOOLEAN,
    STRUCTURE
  }

  static Value untyped(String text) {
    return new Value(Type.UNTYPED, text);
  }

  /** A value of JSON that is not null. */
  static Value of(JsonValue value) {
    Type type =
        switch (value.kind()) {
          case STRING -> Type.STRING;
          case NUMBER -> Type.NUMBER;
          case BOOLEAN -> Type.BOOLEAN;
          case NULL, STRUCTURE -> Type.STRUCTURE;
        };
    return new Value(type, value.text());
  }

  boolean isStructure() {
    return type == Type.STRUCTURE;
  }
}

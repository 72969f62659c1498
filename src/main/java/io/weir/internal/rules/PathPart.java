package io.weir.internal.rules;

import io.weir.internal.phone.PhoneNumber;
import java.util.List;

/** A part whose value is a variable of the path. */
sealed interface PathPart extends KeyPart {

  /** The variable's name. */
  String name();

  @Override
  default boolean shared() {
    return true;
  }

  /** The segment as it is. */
  record Variable(String name) implements PathPart {
    public Variable {
      PathSegment.Variable.checkName(name);
    }

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      return orAddress(match.variable(name), facts);
    }

    /** An application may read {@code 7}, {@code 07} and {@code 007} as one number. */
    @Override
    public boolean chosenByClient() {
      return true;
    }

    @Override
    public String toString() {
      return "path:" + name;
    }
  }

  /** A part that reads the segment as a telephone number. */
  sealed interface OfPhone extends PathPart {}

  /** The telephone number in its canonical form. */
  record Phone(String name) implements OfPhone {
    public Phone {
      PathSegment.Variable.checkName(name);
    }

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      return orAddress(facts.phoneNumbers(name, match).stream().map(PhoneNumber::text), facts);
    }

    @Override
    public String toString() {
      return "phone:" + name;
    }
  }

  /** The calling code of the telephone number's country. */
  record PhonePrefix(String name) implements OfPhone {
    public PhonePrefix {
      PathSegment.Variable.checkName(name);
    }

    @Override
    public List<Value> of(RequestFacts facts, PathMatch match) {
      return orAddress(
          facts.phoneNumbers(name, match).stream()
              .map(number -> Integer.toString(number.callingCode())),
          facts);
    }

    @Override
    public String toString() {
      return "phone-prefix:" + name;
    }
  }
}

package io.weir.ratelimit;

import io.weir.internal.phone.PhoneNumber;
import java.util.List;

/** What a variable of the rule's paths stands for. */
sealed interface PathPart extends Part {

  /** The variable's name. */
  String name();

  @Override
  default boolean shared() {
    return true;
  }

  /** The segment itself. */
  record Variable(String name) implements PathPart {
    public Variable {
      Segment.Variable.checkName(name);
    }

    @Override
    public List<Value> of(Asked asked, Place place) {
      return orAddress(place.variable(name), asked);
    }

    @Override
    public String toString() {
      return "path:" + name;
    }
  }

  /** A telephone number. */
  sealed interface OfPhone extends PathPart {}

  /** The telephone number, however it is written. */
  record Phone(String name) implements OfPhone {
    public Phone {
      Segment.Variable.checkName(name);
    }

    @Override
    public List<Value> of(Asked asked, Place place) {
      return orAddress(asked.phoneNumbers(name, place).stream().map(PhoneNumber::text), asked);
    }

    @Override
    public String toString() {
      return "phone:" + name;
    }
  }

  /** The calling code of the telephone number's country. */
  record PhonePrefix(String name) implements OfPhone {
    public PhonePrefix {
      Segment.Variable.checkName(name);
    }

    @Override
    public List<Value> of(Asked asked, Place place) {
      return orAddress(
          asked.phoneNumbers(name, place).stream()
              .map(number -> Integer.toString(number.callingCode())),
          asked);
    }

    @Override
    public String toString() {
      return "phone-prefix:" + name;
    }
  }
}

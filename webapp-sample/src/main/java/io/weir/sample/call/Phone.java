package io.weir.sample.call;

import io.weir.sample.Problem;
import java.util.regex.Pattern;

/**
 * A telephone number.
 *
 * @param number 5 to 15 digits, the first of them not 0, with or without {@code +} (ITU-T E.164)
 */
record Phone(String number) {

  static final Pattern NUMBER = Pattern.compile("\\+?[1-9][0-9]{4,14}");
  static final String MEANING = "5 to 15 digits with or without \"+\", like +12025550143";

  Phone {
    if (!NUMBER.matcher(number).matches()) {
      throw Problem.badRequest("The telephone number must be " + MEANING + ".");
    }
  }

  /** The number in a path. Payara 6 reads {@code +} there as a blank, as if it were a form. */
  static Phone inPath(String segment) {
    return new Phone(segment.replace(' ', '+'));
  }
}

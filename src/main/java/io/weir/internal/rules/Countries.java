package io.weir.internal.rules;

import io.weir.internal.phone.PhoneNumber;
import io.weir.internal.phone.PhoneNumberParser;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where calls may go: {@code +49, +43}.
 *
 * @param callingCodes at least one (ITU-T E.164 §6.2.1)
 */
public record Countries(SortedSet<Integer> callingCodes) {

  public Countries {
    callingCodes = Collections.unmodifiableSortedSet(new TreeSet<>(callingCodes));
    if (callingCodes.isEmpty()) {
      throw new IllegalArgumentException("at least one country, as in countries +49, +43.");
    }
    for (int code : callingCodes) {
      if (!PhoneNumberParser.isCallingCode(code)) {
        throw new IllegalArgumentException(
            "no country has the calling code +%d; +49 is Germany's, +1 that of the USA and Canada."
                .formatted(code));
      }
    }
  }

  /** Whether there is a number, and all that it can mean are in these countries. */
  boolean all(List<PhoneNumber> readings) {
    return !readings.isEmpty()
        && readings.stream().allMatch(number -> callingCodes.contains(number.callingCode()));
  }

  /** As written after {@code countries}. */
  @Override
  public String toString() {
    return callingCodes.stream().map(code -> "+" + code).collect(Collectors.joining(", "));
  }
}

package io.weir.internal.rules;

import io.weir.internal.phone.PhoneNumber;
import io.weir.internal.phone.PhoneNumberParser;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The countries to which calls are allowed: {@code +49, +43}.
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
            "no country has the calling code +%s; +49 is Germany, +1 is the USA and Canada."
                .formatted(code));
      }
    }
  }

  /**
   * Reads the calling codes after {@code countries}; nothing, and a mistake, if they are wrong.
   *
   * @param start where the option begins
   */
  public static Optional<Countries> parse(RuleScanner scanner, int start) {
    SortedSet<Integer> codes = new TreeSet<>();
    do {
      String code = scanner.word(",");
      if (!code.matches("\\+[1-9][0-9]{0,2}")) {
        scanner.mistakeAndSkip(
            start, "calling codes must follow, separated by \",\", as in countries +49, +43.");
        return Optional.empty();
      }
      codes.add(Integer.valueOf(code.substring(1)));
    } while (scanner.accept(','));
    return scanner.create(start, () -> new Countries(codes));
  }

  /** Whether there is a number, and each of its readings is in one of these countries. */
  boolean includeAll(List<PhoneNumber> readings) {
    return !readings.isEmpty()
        && readings.stream().allMatch(number -> callingCodes.contains(number.callingCode()));
  }

  /** The text after the option {@code countries}. */
  @Override
  public String toString() {
    return callingCodes.stream().map(code -> "+" + code).collect(Collectors.joining(", "));
  }
}

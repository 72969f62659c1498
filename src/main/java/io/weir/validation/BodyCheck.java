package io.weir.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a body as a whole must hold; {@code toString} is how it is written.
 *
 * @param most its size
 * @param levels how deep JSON may be nested
 * @param values how many values JSON may have
 */
record BodyCheck(
    Optional<ByteSize> most, MediaTypes types, OptionalInt levels, OptionalInt values) {

  static final BodyCheck NONE =
      new BodyCheck(Optional.empty(), MediaTypes.any(), OptionalInt.empty(), OptionalInt.empty());

  private static final int MOST_LEVELS = 1000;
  private static final int MOST_VALUES = 1_000_000;

  BodyCheck {
    check(levels, MOST_LEVELS, "levels");
    check(values, MOST_VALUES, "values");
  }

  private static void check(OptionalInt number, int most, String what) {
    if (number.isPresent() && (number.getAsInt() < 1 || number.getAsInt() > most)) {
      throw new IllegalArgumentException("1 to %s %s are allowed.".formatted(most, what));
    }
  }

  BodyCheck atMost(ByteSize size) {
    return new BodyCheck(Optional.of(size), types, levels, values);
  }

  BodyCheck of(MediaTypes allowed) {
    return new BodyCheck(most, allowed, levels, values);
  }

  BodyCheck withLevels(int number) {
    return new BodyCheck(most, types, OptionalInt.of(number), values);
  }

  BodyCheck withValues(int number) {
    return new BodyCheck(most, types, levels, OptionalInt.of(number));
  }

  boolean isOfJson() {
    return levels.isPresent() || values.isPresent();
  }

  /** Each check as it is written. */
  List<String> written() {
    List<String> written = new ArrayList<>();
    most.ifPresent(size -> written.add("body at most " + size));
    if (!types.isAny()) {
      written.add(types.toString());
    }
    levels.ifPresent(number -> written.add("json at most %s levels".formatted(number)));
    values.ifPresent(number -> written.add("json at most %s values".formatted(number)));
    return written;
  }

  @Override
  public String toString() {
    return String.join("; ", written());
  }
}

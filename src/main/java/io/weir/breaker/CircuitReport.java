package io.weir.breaker;

import io.weir.internal.settings.Setting;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node tells the others of its circuit; {@code toString} is how it travels: {@code open 3},
 * {@code open}, {@code half-open}, {@code closed}.
 *
 * @param opening the number of the opening that this node found out itself; 0 if it is not open, or
 *     open because others are
 */
record CircuitReport(Circuit.State state, long opening) {

  private static final Pattern WRITTEN =
      Pattern.compile("(closed|half-open|open)(?: ([1-9][0-9]{0,17}))?");

  static final CircuitReport CLOSED = new CircuitReport(Circuit.State.CLOSED, 0);

  /** Reads a report; nothing if it is something else. */
  static Optional<CircuitReport> parse(String written) {
    Matcher parts = WRITTEN.matcher(written);
    return parts.matches()
        ? Optional.of(
            new CircuitReport(
                Setting.constant(Circuit.State.class, parts.group(1)),
                parts.group(2) == null ? 0 : Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  /** The state, for administrators. */
  String word() {
    return Setting.word(state);
  }

  @Override
  public String toString() {
    return opening == 0 ? word() : word() + " " + opening;
  }
}

package io.weir.internal.counting.state;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that was decided for the whole cluster. It is never removed, only replaced, so that a
 * node that was away learns what holds now.
 *
 * @param number of decisions about the same name; the highest one holds
 * @param text what was decided, in one line
 */
public record Decision(long number, String text) {

  /** The number of the format, which begins the text in the table. */
  private static final String FORMAT = "1";

  private static final Pattern WRITTEN = Pattern.compile(FORMAT + " ([0-9]{1,18}) (.{0,1000})");

  /** Reads what {@link #toString} writes; nothing if it is something else. */
  static Optional<Decision> parse(String written) {
    Matcher parts = WRITTEN.matcher(written);
    return parts.matches()
        ? Optional.of(new Decision(Long.parseLong(parts.group(1)), parts.group(2)))
        : Optional.empty();
  }

  /**
   * Whether this decision holds if nodes know both. Two parts of a split cluster may decide at the
   * same time: then all nodes choose the same of the two.
   */
  boolean replaces(Decision other) {
    return number != other.number ? number > other.number : text.compareTo(other.text) > 0;
  }

  /** As it is kept in the table. */
  @Override
  public String toString() {
    return "%s %s %s".formatted(FORMAT, number, text);
  }
}

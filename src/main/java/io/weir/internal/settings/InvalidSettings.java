package io.weir.internal.settings;

import java.util.List;
import java.util.stream.Collectors;

/** Stops a deployment: its message lists every mistake. */
public final class InvalidSettings extends Exception {

  private static final long serialVersionUID = 1;

  /**
   * A message with a line for each mistake.
   *
   * @param who the filters that cannot start, by the simple names of their classes
   */
  public InvalidSettings(String who, List<Mistake> mistakes) {
    super(
        mistakes.stream()
            .map(mistake -> "\n  " + mistake)
            .collect(Collectors.joining("", "Weir cannot start %s:".formatted(who), "\n")));
  }
}

package io.weir.internal.settings;

import jakarta.servlet.ServletException;
import java.util.List;
import java.util.stream.Collectors;

/** Stops a deployment: its message lists every mistake. */
public final class InvalidSettings extends ServletException {

  /**
   * A message of one line a mistake.
   *
   * @param who the filter that cannot start, as its class is called in a {@code web.xml}
   */
  public InvalidSettings(String who, List<Mistake> mistakes) {
    super(
        mistakes.stream()
            .map(mistake -> "\n  " + mistake)
            .collect(Collectors.joining("", "Weir cannot start %s:".formatted(who), "\n")));
  }
}

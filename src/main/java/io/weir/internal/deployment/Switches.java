package io.weir.internal.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What administrators have decided about the lines of a filter while it runs.
 *
 * @param passes whether every request passes the filter uncounted
 * @param lines by name; a line that is not named applies as it is written
 */
public record Switches(boolean passes, Map<String, State> lines) {

  /** Everything applies as it is written. */
  public static final Switches NONE = new Switches(false, Map.of());

  /** How a line applies. */
  public enum State {
    AS_WRITTEN,
    /** It counts and reports, but refuses nothing. */
    SHADOW,
    /** It counts nothing and refuses nothing. */
    OFF
  }

  public Switches {
    lines = Map.copyOf(lines);
  }

  /** How a line applies, by its name. */
  public State of(String line) {
    return passes ? State.OFF : switched(line);
  }

  /** How a line applies while not every request passes. */
  public State switched(String line) {
    return lines.getOrDefault(line, State.AS_WRITTEN);
  }

  /**
   * The lines that apply, as they apply.
   *
   * @param all as they are written
   */
  public <T> List<T> applied(
      List<T> all, Function<? super T, String> name, UnaryOperator<T> inShadow) {
    List<T> applied = new ArrayList<>(all.size());
    for (T line : all) {
      switch (of(name.apply(line))) {
        case AS_WRITTEN -> applied.add(line);
        case SHADOW -> applied.add(inShadow.apply(line));
        case OFF -> {}
      }
    }
    return List.copyOf(applied);
  }
}

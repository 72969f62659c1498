package io.weir.internal.path;

/** How a request target is written, from harmless to hostile. */
public enum TargetForm {
  /** One way to read it; {@code ;jsessionid=…} at the end is one. */
  PLAIN,
  /** Servers and frameworks differ on it: {@code ;x=1}, {@code //}, {@code /../}, {@code %2f}. */
  AMBIGUOUS,
  /** No browser sends it: control characters, invalid UTF-8, {@code %2e%2e}, a backslash. */
  IMPOSSIBLE;

  TargetForm orWorse(TargetForm other) {
    return compareTo(other) >= 0 ? this : other;
  }
}

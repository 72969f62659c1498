package io.weir.internal.path;

/** How a request target is written, from harmless to hostile. */
public enum TargetForm {
  /** All programs read it alike. {@code ;jsessionid=…} at the end is allowed. */
  PLAIN,
  /**
   * Servers and frameworks read it differently: {@code ;x=1}, {@code //}, {@code /../}, {@code
   * %2f}.
   */
  AMBIGUOUS,
  /** Browsers never send it: control characters, invalid UTF-8, {@code %2e%2e}, a backslash. */
  SUSPICIOUS;

  TargetForm worseOf(TargetForm other) {
    return compareTo(other) >= 0 ? this : other;
  }
}

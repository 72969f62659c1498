package io.weir.validation;

import java.util.List;
import java.util.function.ToIntFunction;

/** How large JSON is read: more of it is refused, whatever the rest has. */
record JsonBounds(int levels, int values) {

  /** The smallest bounds of enforced checks; if all are in shadow, the largest. */
  static JsonBounds of(List<RequestCheck> checks) {
    return new JsonBounds(
        bound(checks, RequestCheck::mostLevels), bound(checks, RequestCheck::mostValues));
  }

  private static int bound(List<RequestCheck> checks, ToIntFunction<RequestCheck> bound) {
    return checks.stream()
        .filter(check -> !check.shadow())
        .mapToInt(bound)
        .min()
        .orElseGet(() -> checks.stream().mapToInt(bound).max().orElseThrow());
  }
}

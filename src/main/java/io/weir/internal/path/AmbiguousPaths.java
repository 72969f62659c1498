package io.weir.internal.path;

/**
 * What happens to request targets that can be read in several ways: {@code weir.ambiguous-paths}.
 */
public enum AmbiguousPaths {
  /** Both views are matched against the rules; only what no browser sends is refused. */
  MATCH,
  /** Whatever is not plain is refused. */
  REFUSE;

  /** Whether the answer is 400. */
  public boolean refuses(RequestPath path) {
    return switch (this) {
      case MATCH -> path.form() == TargetForm.IMPOSSIBLE;
      case REFUSE -> path.form() != TargetForm.PLAIN;
    };
  }
}

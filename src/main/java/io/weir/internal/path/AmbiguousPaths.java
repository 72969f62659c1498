package io.weir.internal.path;

/** How the filter treats request targets that can be read in several ways. */
public enum AmbiguousPaths {
  /** Rules are matched against every view. Only targets that no browser sends are refused. */
  MATCH,
  /** Every target that is not plain is refused. */
  REFUSE;

  /** Whether the response to a request with this path is 400. */
  public boolean refuses(RequestPath path) {
    return switch (this) {
      case MATCH -> path.form() == TargetForm.SUSPICIOUS;
      case REFUSE -> path.form() != TargetForm.PLAIN;
    };
  }
}

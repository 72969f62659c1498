package io.weir.internal.counting;

import java.util.Locale;

/** What happens to a request for tokens while the cluster does not answer. */
public enum WhenClusterFails {
  /** This node counts alone, with its share of the limit. */
  LOCAL,
  /** The request is admitted and not counted. */
  OPEN,
  /** The request is answered 503. */
  CLOSED;

  /** The name in settings and rules. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

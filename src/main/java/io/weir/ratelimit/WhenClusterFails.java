package io.weir.ratelimit;

import java.util.Locale;

/** What a rule does while the cluster does not answer. */
enum WhenClusterFails {
  /** This node counts alone, with its share of the limit. */
  LOCAL,
  /** Every request passes. */
  OPEN,
  /** Every request is answered 503. */
  CLOSED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

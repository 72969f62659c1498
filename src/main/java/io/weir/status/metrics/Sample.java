package io.weir.status.metrics;

import java.math.BigDecimal;
import java.util.List;

/**
 * The value of one series.
 *
 * @param suffix what follows the name of the family: {@code _total}, {@code _bucket}, or nothing
 * @param labels values, in the order of the names
 */
record Sample(String suffix, List<Label> labels, BigDecimal value) {

  Sample {
    labels = List.copyOf(labels);
  }

  /** A label and its value. */
  record Label(String name, String value) {}

  /** A sample with a whole number. */
  static Sample of(String suffix, List<Label> labels, long value) {
    return new Sample(suffix, labels, BigDecimal.valueOf(value));
  }
}

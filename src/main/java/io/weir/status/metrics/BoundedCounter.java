package io.weir.status.metrics;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A counter by labels, whose number of series is bounded whatever clients send. What has no series
 * of its own counts in those with the value {@value BoundedLabel#OTHER}, so that sums are exact.
 */
final class BoundedCounter {

  /**
   * Of all combinations of values so many have a series, and then those with the last one other.
   */
  static final int MOST_SERIES = 300;

  private final List<String> names;
  private final List<BoundedLabel> labels;
  private final int decimals;
  private final Map<List<String>, LongAdder> series = new ConcurrentHashMap<>();

  /** A counter of whole things. */
  static BoundedCounter of(String... names) {
    return new BoundedCounter(0, names);
  }

  /**
   * A counter.
   *
   * @param decimals how many of the last digits of what is added stand behind the decimal point
   * @param names of the labels; the last one is that with the most values
   */
  BoundedCounter(int decimals, String... names) {
    this.decimals = decimals;
    this.names = List.of(names);
    this.labels = Arrays.stream(names).map(name -> new BoundedLabel()).toList();
  }

  /** Adds to the series of these values. */
  void add(long amount, String... values) {
    List<String> key = new ArrayList<>(values.length);
    for (int i = 0; i < values.length; i++) {
      key.add(labels.get(i).of(values[i]));
    }
    LongAdder known = series.get(key);
    (known == null ? create(key) : known).add(amount);
  }

  private synchronized LongAdder create(List<String> key) {
    if (series.size() >= MOST_SERIES && !series.containsKey(key)) {
      key.set(key.size() - 1, BoundedLabel.OTHER);
    }
    return series.computeIfAbsent(List.copyOf(key), unknown -> new LongAdder());
  }

  /** The present values, in the order of their labels. */
  List<Sample> samples(String suffix) {
    List<List<String>> keys = new ArrayList<>(series.keySet());
    Collections.sort(keys, (one, other) -> one.toString().compareTo(other.toString()));
    return keys.stream()
        .map(key -> new Sample(suffix, labelled(key), decimal(series.get(key))))
        .toList();
  }

  private List<Sample.Label> labelled(List<String> values) {
    List<Sample.Label> labelled = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      labelled.add(new Sample.Label(names.get(i), values.get(i)));
    }
    return labelled;
  }

  private BigDecimal decimal(@Nullable LongAdder adder) {
    return BigDecimal.valueOf(adder == null ? 0 : adder.sum(), decimals);
  }
}

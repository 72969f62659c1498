package io.weir.status.metrics;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** A histogram of durations by one label, whose number of series is bounded. */
final class BoundedHistogram {

  /** The upper ends of the buckets in microseconds, and as Prometheus writes them in seconds. */
  private static final long[] ENDS = {
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000
  };

  private static final List<String> WRITTEN =
      List.of("0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "1.0");

  /** Places of a series behind its buckets. */
  private static final int ABOVE = ENDS.length;

  private static final int NANOS = ABOVE + 1;

  private final String label;
  private final BoundedLabel values = new BoundedLabel();
  private final Map<String, AtomicLongArray> series = new ConcurrentHashMap<>();

  BoundedHistogram(String label) {
    this.label = label;
  }

  void observe(Duration duration, String value) {
    AtomicLongArray counts =
        series.computeIfAbsent(values.of(value), unknown -> new AtomicLongArray(NANOS + 1));
    long nanos = Math.max(0, duration.toNanos());
    int bucket = 0;
    while (bucket < ENDS.length && nanos > ENDS[bucket] * 1_000) {
      bucket++;
    }
    counts.incrementAndGet(bucket);
    counts.addAndGet(NANOS, nanos);
  }

  List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    new TreeMap<>(series).forEach((value, counts) -> add(value, counts, samples));
    return samples;
  }

  private void add(String value, AtomicLongArray counts, List<Sample> samples) {
    Sample.Label own = new Sample.Label(label, value);
    long all = 0;
    for (int i = 0; i <= ABOVE; i++) {
      all += counts.get(i);
      String end = i == ABOVE ? "+Inf" : WRITTEN.get(i);
      samples.add(Sample.of("_bucket", List.of(own, new Sample.Label("le", end)), all));
    }
    samples.add(new Sample("_sum", List.of(own), BigDecimal.valueOf(counts.get(NANOS), 9)));
    samples.add(Sample.of("_count", List.of(own), all));
  }
}

package io.weir.status.metrics;

import java.util.List;

/**
 * All series of a metric.
 *
 * @param name without the suffixes of its samples: {@code rate_limit_exceeded}
 * @param help one sentence
 */
record Family(String name, Type type, String help, List<Sample> samples) {

  Family {
    samples = List.copyOf(samples);
  }

  /** What kind of metric it is. */
  enum Type {
    /** A number that only grows. Its samples have the suffix {@code _total}. */
    COUNTER("counter", "counter"),
    GAUGE("gauge", "gauge"),
    HISTOGRAM("histogram", "histogram"),
    SUMMARY("summary", "summary"),
    /**
     * A number that only grows, under a name that neither a counter nor a gauge may have: {@code
     * api_cost_total_usd}.
     */
    UNTYPED("untyped", "unknown");

    private final String inPrometheus;
    private final String inOpenMetrics;

    Type(String inPrometheus, String inOpenMetrics) {
      this.inPrometheus = inPrometheus;
      this.inOpenMetrics = inOpenMetrics;
    }

    String word(Exposition format) {
      return format == Exposition.PROMETHEUS ? inPrometheus : inOpenMetrics;
    }
  }
}

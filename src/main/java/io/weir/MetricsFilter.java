package io.weir;

/**
 * Shows metrics of Weir in the formats of Prometheus. This is the filter-class for a {@code
 * web.xml}. The init-params are the settings; {@code path} is where the metrics are.
 */
public final class MetricsFilter extends DelegatingFilter {

  /** Created by the container. */
  public MetricsFilter() {
    super("io.weir.status.metrics.Metrics");
  }
}

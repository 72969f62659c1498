package io.weir.status.metrics;

import io.weir.internal.deployment.ApplicationBean;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.management.JMException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows metrics in JMX.
 *
 * @param families asked for at each call
 */
record MetricsBean(Supplier<List<Family>> families) implements MetricsMXBean {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsBean.class);

  /**
   * Registers the metrics of an application. If they cannot be registered, the application works
   * all the same.
   *
   * @param contextPath of the application; empty for that at the root
   * @return what removes them
   */
  static Runnable register(Supplier<List<Family>> families, String contextPath) {
    try {
      return ApplicationBean.register(
          "Metrics", contextPath, "", new MetricsBean(families), MetricsMXBean.class);
    } catch (JMException e) {
      LOG.warn(
          "WEIR-120: metrics are not shown in JMX; another application of this JVM may have the same context path",
          e);
      return () -> {};
    }
  }

  @Override
  public long getRequestsAllowed() {
    return (long) sum("weir_requests", "verdict", "allowed");
  }

  @Override
  public long getRequestsRefused() {
    return (long) sum("weir_requests", "verdict", "refused");
  }

  @Override
  public long getRequestsWouldRefuse() {
    return (long) sum("weir_requests", "verdict", "would-refuse");
  }

  @Override
  public double getRateLimitExceeded() {
    return sum("rate_limit_exceeded", "", "");
  }

  @Override
  public double getBudgetExceeded() {
    return sum("budget_exceeded", "", "");
  }

  @Override
  public double getCost() {
    return sum(Collector.COST, "", "");
  }

  @Override
  public double getTokens() {
    return sum("token_usage", "", "");
  }

  @Override
  public long getCircuitsNotClosed() {
    return (long)
        (sum("weir_circuit_state", "state", "open")
            + sum("weir_circuit_state", "state", "half-open"));
  }

  @Override
  public long getClusterMembers() {
    return Math.max(1, (long) sum("weir_cluster_members", "", ""));
  }

  @Override
  public Map<String, Double> getSeries() {
    Map<String, Double> series = new TreeMap<>();
    for (Family family : families.get()) {
      for (Sample sample : family.samples()) {
        series.put(Exposition.series(family, sample), sample.value().doubleValue());
      }
    }
    return series;
  }

  /**
   * The sum of a family whose name begins so.
   *
   * @param label only the series with this value of the label; empty for all
   */
  private double sum(String family, String label, String value) {
    return samples(family)
        .filter(
            sample -> label.isEmpty() || sample.labels().contains(new Sample.Label(label, value)))
        .mapToDouble(sample -> sample.value().doubleValue())
        .sum();
  }

  private Stream<Sample> samples(String family) {
    return families.get().stream()
        .filter(
            one ->
                one.name().equals(family)
                    || (family.equals(Collector.COST) && one.name().startsWith(family)))
        .flatMap(one -> one.samples().stream());
  }
}

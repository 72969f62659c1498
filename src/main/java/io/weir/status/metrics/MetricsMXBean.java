package io.weir.status.metrics;

import java.util.Map;

/**
 * The metrics of an application, as JMX shows them. Named {@code
 * io.weir:type=Metrics,application="/shop"}. All numbers count since the application started.
 */
public interface MetricsMXBean {

  /** Requests that filters let through. */
  long getRequestsAllowed();

  /** Requests that filters refused. */
  long getRequestsRefused();

  /** Requests that filters in shadow mode would have refused. */
  long getRequestsWouldRefuse();

  /** Requests refused because a limit was reached. */
  double getRateLimitExceeded();

  /** Requests refused because a budget was spent. */
  double getBudgetExceeded();

  /** What requests cost, in the currency of the budgets. */
  double getCost();

  /** Tokens that the application reported. */
  double getTokens();

  /** Circuits that are open or half-open on this node. */
  long getCircuitsNotClosed();

  /** Nodes that count together; 1 if this JVM counts alone. */
  long getClusterMembers();

  /** Every series by its name and labels, as the text formats write it. */
  Map<String, Double> getSeries();
}

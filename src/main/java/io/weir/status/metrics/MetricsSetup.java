package io.weir.status.metrics;

import io.weir.internal.deployment.Deployment;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.ApplicationEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checked settings of the metrics filter in an application. */
record MetricsSetup(MetricsPolicy policy) implements FilterSetup {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsSetup.class);

  @Override
  public RunningFilter start(Deployment deployment, ApplicationEvents events) {
    RunningMetrics running = new RunningMetrics(policy, events);
    policy
        .path()
        .ifPresent(
            path -> LOG.info("MetricsFilter answers at {}{}", deployment.contextPath(), path));
    return running;
  }
}

package io.weir.status.page;

import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.Deployment;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.ApplicationEvents;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checked settings of the status page of an application. */
record StatusSetup(StatusPolicy policy) implements FilterSetup {

  private static final Logger LOG = LoggerFactory.getLogger(StatusSetup.class);

  @Override
  public RunningFilter start(Deployment deployment, ApplicationEvents events) {
    SharedCounting counting = SharedCounting.join(policy.cluster().get());
    try {
      InstantSource clock = InstantSource.system();
      RunningStatus running = new RunningStatus(policy, counting, events, clock);
      policy
          .path()
          .ifPresent(
              path -> LOG.info("StatusFilter answers at {}{}", deployment.contextPath(), path));
      return running;
    } catch (RuntimeException | Error e) {
      counting.leave();
      throw e;
    }
  }
}

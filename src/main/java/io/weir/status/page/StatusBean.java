package io.weir.status.page;

import io.weir.internal.deployment.ApplicationBean;
import javax.management.JMException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the status page in JMX. */
final class StatusBean {

  private static final Logger LOG = LoggerFactory.getLogger(StatusBean.class);

  private StatusBean() {}

  /**
   * Registers the page of an application. If it cannot be registered, the page works all the same.
   *
   * @param contextPath of the application; empty for that at the root
   * @return what removes it
   */
  static Runnable register(StatusMXBean page, String contextPath) {
    try {
      return ApplicationBean.register("Status", contextPath, "", page, StatusMXBean.class);
    } catch (JMException e) {
      LOG.warn(
          "WEIR-130: the status page is not shown in JMX; another application of this JVM may have the same context path",
          e);
      return () -> {};
    }
  }
}

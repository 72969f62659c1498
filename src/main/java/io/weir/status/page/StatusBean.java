package io.weir.status.page;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
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
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName name =
          new ObjectName(
              "io.weir:type=Status,application="
                  + ObjectName.quote(contextPath.isEmpty() ? "/" : contextPath));
      server.registerMBean(new StandardMBean(page, StatusMXBean.class, true), name);
      return () -> unregister(server, name);
    } catch (JMException e) {
      LOG.warn(
          "WEIR-130: the status page is not shown in JMX; another application of this JVM may have the same context path",
          e);
      return () -> {};
    }
  }

  private static void unregister(MBeanServer server, ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (JMException e) {
      LOG.debug("{} was not registered any more", name, e);
    }
  }
}

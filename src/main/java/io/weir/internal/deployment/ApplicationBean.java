package io.weir.internal.deployment;

import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanRegistrationException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An MBean of one application: {@code io.weir:type=Circuit,application="/shop",name=openai}. */
public final class ApplicationBean {

  private static final Logger LOG = LoggerFactory.getLogger(ApplicationBean.class);

  private ApplicationBean() {}

  /**
   * Registers an MBean.
   *
   * @param name what follows {@code io.weir:type=} and precedes the application: {@code Circuit}
   * @param contextPath of the application; empty for that at the root
   * @param more further properties, each with a comma before it: {@code ,name=openai}
   * @return what removes it
   * @throws JMException if there is one of this name, as of another application with this path
   */
  public static <T> Runnable register(
      String name, String contextPath, String more, T bean, Class<T> type) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName full =
        new ObjectName(
            "io.weir:type=%s,application=%s%s"
                .formatted(
                    name, ObjectName.quote(contextPath.isEmpty() ? "/" : contextPath), more));
    server.registerMBean(new StandardMBean(bean, type, true), full);
    return () -> unregister(server, full);
  }

  private static void unregister(MBeanServer server, ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (InstanceNotFoundException | MBeanRegistrationException e) {
      LOG.debug("{} was not registered any more", name, e);
    }
  }
}

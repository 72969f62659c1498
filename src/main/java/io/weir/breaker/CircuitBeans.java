package io.weir.breaker;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The circuits of an application in JMX, until they are closed. */
record CircuitBeans(List<ObjectName> names) implements AutoCloseable {

  static final CircuitBeans NONE = new CircuitBeans(List.of());

  private static final Logger LOG = LoggerFactory.getLogger(CircuitBeans.class);

  CircuitBeans {
    names = List.copyOf(names);
  }

  /**
   * Registers the circuits. One that cannot be registered works all the same.
   *
   * @param contextPath of the application; empty for that at the root
   */
  static CircuitBeans register(List<CircuitBean> circuits, String contextPath) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    List<ObjectName> names = new ArrayList<>();
    for (CircuitBean circuit : circuits) {
      try {
        ObjectName name =
            new ObjectName(
                "io.weir:type=Circuit,application=%s,name=%s"
                    .formatted(
                        ObjectName.quote(contextPath.isEmpty() ? "/" : contextPath),
                        circuit.peers().circuit().policy().name()));
        server.registerMBean(circuit, name);
        names.add(name);
      } catch (JMException e) {
        LOG.warn(
            "WEIR-074: circuit {} is not shown in JMX; another application of this JVM may have the same context path",
            circuit.peers().circuit().policy().name(),
            e);
      }
    }
    return new CircuitBeans(names);
  }

  @Override
  public void close() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName name : names) {
      try {
        server.unregisterMBean(name);
      } catch (JMException e) {
        LOG.debug("{} was not registered any more", name, e);
      }
    }
  }
}

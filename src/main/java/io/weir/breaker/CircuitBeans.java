package io.weir.breaker;

import io.weir.internal.deployment.ApplicationBean;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuits of an application in JMX, until they are closed.
 *
 * @param removals what removes each
 */
record CircuitBeans(List<Runnable> removals) implements AutoCloseable {

  static final CircuitBeans NONE = new CircuitBeans(List.of());

  private static final Logger LOG = LoggerFactory.getLogger(CircuitBeans.class);

  CircuitBeans {
    removals = List.copyOf(removals);
  }

  /**
   * Registers the circuits. One that cannot be registered works all the same.
   *
   * @param contextPath of the application; empty for that at the root
   */
  static CircuitBeans register(List<CircuitBean> circuits, String contextPath) {
    List<Runnable> removals = new ArrayList<>();
    for (CircuitBean circuit : circuits) {
      String name = circuit.peers().circuit().policy().name();
      try {
        removals.add(
            ApplicationBean.register(
                "Circuit", contextPath, ",name=" + name, circuit, CircuitMXBean.class));
      } catch (JMException e) {
        LOG.warn(
            "WEIR-074: circuit {} is not shown in JMX; another application of this JVM may have the same context path",
            name,
            e);
      }
    }
    return new CircuitBeans(removals);
  }

  @Override
  public void close() {
    removals.forEach(Runnable::run);
  }
}

package io.weir;

import java.lang.management.ManagementFactory;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/**
 * Reports what a request used after it has ended, as for a telephone call whose cost comes by a
 * webhook. While the request is answered, set the request attribute {@code io.weir.usage} instead.
 */
public final class Usage {

  private static final String[] TYPES = {String.class.getName(), String.class.getName()};

  private static final ObjectName NAMES = name("io.weir:type=Budgets,*");

  private Usage() {}

  /**
   * Settles a reservation, on any node. The request must have ended with the request attribute
   * {@code io.weir.usage} set to {@code late}, at most {@code weir.budget.lease} ago.
   *
   * @param id the request attribute {@code io.weir.reservation} of the request
   * @param usage {@code model=gpt-5; input=1200; output=340}, {@code usd=0.0123}, {@code
   *     seconds=73; usd=0.95}
   * @return whether the reservation was open; false if it is unknown or was settled before
   * @throws IllegalArgumentException if the usage cannot be read
   */
  public static boolean report(String id, String usage) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    boolean settled = false;
    RuntimeException failure = null;
    for (ObjectName budgets : server.queryNames(NAMES, null)) {
      try {
        settled |=
            Boolean.TRUE.equals(server.invoke(budgets, "report", new Object[] {id, usage}, TYPES));
      } catch (InstanceNotFoundException e) {
        // The application was undeployed in the meantime.
      } catch (RuntimeMBeanException e) {
        failure = e.getTargetException();
      } catch (JMException e) {
        failure = new IllegalStateException(e);
      }
    }
    if (failure != null && !settled) {
      throw failure;
    }
    return settled;
  }

  private static ObjectName name(String pattern) {
    try {
      return new ObjectName(pattern);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

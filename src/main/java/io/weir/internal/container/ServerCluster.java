package io.weir.internal.container;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster that a server forms itself, for sessions and caches. Weir does not count in it; it
 * tells that there are other nodes.
 */
public final class ServerCluster {

  private static final Logger LOG = LoggerFactory.getLogger(ServerCluster.class);

  /** The channels of WildFly: {@code jboss.as:subsystem=jgroups,channel=ee}. */
  private static final String CHANNELS = "jboss.as:subsystem=jgroups,channel=*";

  /** The number of members in a view of JGroups: {@code [node-1|4] (2) [node-1, node-2]}. */
  private static final Pattern SIZE = Pattern.compile("] \\((\\d+)\\) \\[");

  /** The Data Grid of Payara, in JNDI. */
  private static final String DATA_GRID = "payara/Hazelcast";

  private static final String HAZELCAST = "com.hazelcast.core.HazelcastInstance";

  private ServerCluster() {}

  /**
   * What shows that the server is one of several nodes: {@code JGroups channel ee has 2 members}.
   * Empty if nothing does.
   */
  public static Optional<String> sign() {
    return channel(ManagementFactory.getPlatformMBeanServer()).or(ServerCluster::dataGrid);
  }

  private static Optional<String> channel(MBeanServer server) {
    try {
      for (ObjectName channel : server.queryNames(new ObjectName(CHANNELS), null)) {
        Matcher size = SIZE.matcher(String.valueOf(server.getAttribute(channel, "view")));
        if (size.find() && Integer.parseInt(size.group(1)) > 1) {
          return Optional.of(
              "JGroups channel %s has %s members"
                  .formatted(channel.getKeyProperty("channel"), size.group(1)));
        }
      }
    } catch (JMException | RuntimeException e) {
      LOG.debug("The channels of JGroups cannot be read", e);
    }
    return Optional.empty();
  }

  @SuppressWarnings("BanJNDI") // The name is a constant, and the server binds it.
  private static Optional<String> dataGrid() {
    try {
      Object members = members(new InitialContext().lookup(DATA_GRID));
      return members instanceof Collection<?> all && all.size() > 1
          ? Optional.of("the server's Data Grid has %s members".formatted(all.size()))
          : Optional.empty();
    } catch (NamingException | ReflectiveOperationException | RuntimeException e) {
      LOG.debug("There is no Data Grid", e);
      return Optional.empty();
    }
  }

  /** By reflection: the server's Hazelcast is another than Weir's. */
  private static Object members(Object grid) throws ReflectiveOperationException {
    Class<?> type = grid.getClass().getClassLoader().loadClass(HAZELCAST);
    Method cluster = type.getMethod("getCluster");
    return cluster.getReturnType().getMethod("getMembers").invoke(cluster.invoke(grid));
  }
}

package io.weir.sample.servers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a node is started with.
 *
 * @param name names its directory and log, so unique among nodes that run at the same time
 * @param httpPort the port of its applications, 0 for any free one
 * @param properties system properties of the server's JVM
 * @param environment variables besides those of this JVM
 */
public record NodeSettings(
    String name, int httpPort, Map<String, String> properties, Map<String, String> environment) {

  /** Copies the maps. */
  public NodeSettings {
    properties = Map.copyOf(properties);
    environment = Map.copyOf(environment);
  }

  /** A node on any free port. */
  public static NodeSettings named(String name) {
    return new NodeSettings(name, 0, Map.of(), Map.of());
  }

  /**
   * Nodes {@code node-1}, {@code node-2}, … whose Weir members, each on a free port, form one
   * cluster.
   */
  public static List<NodeSettings> cluster(int size) {
    List<Integer> ports = Ports.free(size);
    String members = ports.stream().map("127.0.0.1:%d"::formatted).collect(Collectors.joining(","));
    List<NodeSettings> nodes = new ArrayList<>();
    for (int port : ports) {
      nodes.add(
          named("node-" + (nodes.size() + 1))
              .property("weir.cluster.port", String.valueOf(port))
              .property("weir.cluster.members", members));
    }
    return List.copyOf(nodes);
  }

  /** The same on this port. */
  public NodeSettings httpPort(int port) {
    return new NodeSettings(name, port, properties, environment);
  }

  /** The same with one more system property. */
  public NodeSettings property(String key, String value) {
    return new NodeSettings(name, httpPort, with(properties, key, value), environment);
  }

  /** The same with one more environment variable. */
  public NodeSettings variable(String key, String value) {
    return new NodeSettings(name, httpPort, properties, with(environment, key, value));
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }
}

package io.weir.sample.cluster;

import io.weir.sample.servers.NodeSettings;
import io.weir.sample.servers.Nodes;
import io.weir.sample.servers.Ports;
import io.weir.sample.servers.Server;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Two nodes whose members form one cluster; the tests of a class share them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class TwoNodes {

  private final Nodes nodes;

  TwoNodes(Server server) {
    nodes = Nodes.start(server, settings());
  }

  private static List<NodeSettings> settings() {
    List<Integer> ports = Ports.free(2);
    Iterator<Integer> port = ports.iterator();
    return NodeSettings.cluster(2).stream()
        .map(
            node ->
                node.property("weir.trusted-proxies", Client.PROXY)
                    .property("file.port", port.next().toString())
                    .property("file.members", members(ports)))
        .toList();
  }

  private static String members(List<Integer> ports) {
    return ports.stream().map("127.0.0.1:%d"::formatted).collect(Collectors.joining(","));
  }

  public Nodes nodes() {
    return nodes;
  }

  @AfterAll
  void end() {
    nodes.close();
  }
}

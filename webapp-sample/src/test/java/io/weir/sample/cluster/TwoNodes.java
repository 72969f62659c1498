package io.weir.sample.cluster;

import io.weir.sample.servers.NodeSettings;
import io.weir.sample.servers.Nodes;
import io.weir.sample.servers.Server;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
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
    List<NodeSettings> pair = NodeSettings.cluster(2);
    List<NodeSettings> file = NodeSettings.cluster(2); // For another two ports.
    return IntStream.range(0, 2)
        .mapToObj(
            i ->
                pair.get(i)
                    .property("weir.trusted-proxies", Client.PROXY)
                    .property("file.port", property(file.get(i), "weir.cluster.port"))
                    .property("file.members", property(file.get(i), "weir.cluster.members")))
        .toList();
  }

  private static String property(NodeSettings node, String name) {
    return Objects.requireNonNull(node.properties().get(name));
  }

  public Nodes nodes() {
    return nodes;
  }

  @AfterAll
  void end() {
    nodes.close();
  }
}

package io.weir.sample.cluster;

import io.weir.sample.servers.NodeSettings;
import io.weir.sample.servers.Nodes;
import io.weir.sample.servers.Ports;
import io.weir.sample.servers.Server;
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

  /** The place of a member is told by names of our own: each application says what it takes. */
  private static List<NodeSettings> settings() {
    List<Integer> ports = Ports.free(2);
    String members = ports.stream().map("127.0.0.1:%d"::formatted).collect(Collectors.joining(","));
    return ports.stream()
        .map(
            port ->
                NodeSettings.named("member-" + port)
                    .property("member.port", port.toString())
                    .property("member.list", members)
                    .property("weir.trusted-proxies", Client.PROXY))
        .toList();
  }

  public Nodes nodes() {
    return nodes;
  }

  @AfterAll
  void end() {
    nodes.close();
  }
}

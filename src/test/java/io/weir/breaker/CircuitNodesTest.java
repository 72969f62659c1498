package io.weir.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.cluster.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A circuit on several nodes, each in a process of its own. */
@Timeout(180)
class CircuitNodesTest {

  private static final String QUORUM =
      "openai: /chat after 1 failure in a row for 1 hour opens on 2 nodes";

  /** Hazelcast's default is a minute. */
  private static final List<String> MISSED_SOON =
      List.of(
          "env",
          "JAVA_TOOL_OPTIONS=-Dhazelcast.max.no.heartbeat.seconds=10"
              + " -Dhazelcast.heartbeat.interval.seconds=1");

  private final List<NodeProcess> nodes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  @AfterEach
  void end() {
    nodes.forEach(NodeProcess::close);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void choosePorts(int number) throws IOException {
    for (int i = 0; i < number; i++) {
      ports.add(freePort());
    }
  }

  /** Starts the next node; it finds those before it. */
  private NodeProcess start(String circuit) {
    return start(List.of(), circuit);
  }

  private NodeProcess start(List<String> before, String circuit) {
    String members =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    NodeProcess node =
        NodeProcess.start(
            before,
            CircuitNode.class,
            List.of(
                circuit,
                "weir.cluster.name=circuits",
                "weir.cluster.members=" + members,
                "weir.cluster.port=" + ports.get(nodes.size())));
    nodes.add(node);
    assertThat(node.answer()).isEqualTo("closed");
    return node;
  }

  private static void await(NodeProcess node, String what) {
    assertThat(node.ask("await " + what).answer()).isNotEmpty();
  }

  private static String ask(NodeProcess node, String question) {
    return node.ask(question).answer();
  }

  @Test
  void two_nodes_that_open_open_the_third() throws IOException {
    choosePorts(3);
    NodeProcess one = start(QUORUM);
    NodeProcess two = start(QUORUM);
    NodeProcess three = start(QUORUM);
    assertThat(ask(one, "fail")).isEqualTo("open");
    await(three, "peers [%s]".formatted(peers(three, ports.get(0))));
    assertThat(ask(three, "state")).isEqualTo("closed");
    assertThat(ask(two, "fail")).isEqualTo("open");
    await(three, "state open");
    assertThat(three.log())
        .anyMatch(line -> line.contains("circuit openai is open for"))
        .anyMatch(line -> line.contains("the last failure: it is open on 2 nodes"))
        .anyMatch(
            line ->
                line.contains(
                    "Circuit openai is open on node 127.0.0.1:%s".formatted(ports.get(1))));
  }

  /** What the others are to a node while only this one of them is open. */
  private String peers(NodeProcess node, int open) {
    return ports.stream()
        .filter(port -> nodes.indexOf(node) != ports.indexOf(port))
        .map(port -> "127.0.0.1:" + port)
        .sorted()
        .map(address -> address.endsWith(":" + open) ? "open" : "closed")
        .collect(Collectors.joining(", "));
  }

  @Test
  void a_node_that_is_killed_does_not_count() throws IOException {
    choosePorts(3);
    NodeProcess one = start(QUORUM);
    NodeProcess two = start(QUORUM);
    NodeProcess three = start(QUORUM);
    assertThat(ask(one, "fail")).isEqualTo("open");
    await(three, "peers [%s]".formatted(peers(three, ports.get(0))));
    one.close();
    await(three, "peers [closed]");
    assertThat(ask(two, "fail")).isEqualTo("open");
    await(three, "peers [open]");
    assertThat(ask(three, "state")).isEqualTo("closed");
  }

  @Test
  void a_node_that_is_frozen_does_not_count_for_ever() throws IOException {
    choosePorts(3);
    NodeProcess one = start(MISSED_SOON, QUORUM);
    NodeProcess two = start(MISSED_SOON, QUORUM);
    NodeProcess three = start(MISSED_SOON, QUORUM);
    assertThat(ask(one, "fail")).isEqualTo("open");
    await(three, "peers [%s]".formatted(peers(three, ports.get(0))));
    one.signal("STOP");
    await(three, "peers [closed]");
    assertThat(ask(two, "succeed")).isEqualTo("closed");
  }

  @Test
  void what_an_administrator_decides_holds_on_all_nodes_and_on_those_that_join()
      throws IOException {
    String circuit = "robot: /robot after 1 failure in a row until reset";
    choosePorts(3);
    NodeProcess one = start(circuit);
    NodeProcess two = start(circuit);
    ask(one, "force open");
    await(two, "forced open");
    NodeProcess three = start(circuit);
    assertThat(ask(three, "forced")).isEqualTo("open");
    ask(three, "force disabled");
    await(one, "forced disabled");
    await(two, "forced disabled");

    one.close();
    two.close();
    assertThat(ask(three, "forced")).isEqualTo("disabled");
    ports.add(freePort());
    NodeProcess joined = start(circuit);
    assertThat(ask(joined, "forced")).isEqualTo("disabled");
    ask(joined, "force none");
    await(three, "forced none");
  }

  @Test
  void a_release_closes_a_circuit_on_all_nodes() throws IOException {
    String circuit = "robot: /robot after 1 failure in a row until reset opens on 2 nodes";
    choosePorts(2);
    NodeProcess one = start(circuit);
    NodeProcess two = start(circuit);
    for (int i = 0; i < 2; i++) {
      assertThat(ask(one, "fail")).isEqualTo("open");
      assertThat(ask(two, "fail")).isEqualTo("open");
      assertThat(ask(two, "force none")).isEqualTo("closed");
      await(one, "state closed");
    }
  }
}

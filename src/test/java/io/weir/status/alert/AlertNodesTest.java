package io.weir.status.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.cluster.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Alerts of two nodes of a cluster, each in a process of its own, at one receiver. */
@Timeout(120)
class AlertNodesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** They last longer than one node takes to learn what the other has told. */
  private static final int MORE_LOOKS = 200;

  private final WebhookReceiver receiver = WebhookReceiver.start();
  private final List<String> received = receiver.all();
  private final List<NodeProcess> nodes = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    List<Integer> ports = List.of(freePort(), freePort());
    for (int port : ports) {
      nodes.add(
          NodeProcess.start(
              List.of(),
              AlertNode.class,
              List.of(
                  receiver.url("/hook"),
                  "weir.alerts=circuit openai open\nrule login refused over 100/hour\ndaily cost over $10.00",
                  "weir.alerts.webhook=env:URL",
                  "weir.cluster.name=alerts",
                  "weir.cluster.members="
                      + ports.stream()
                          .map(one -> "127.0.0.1:" + one)
                          .collect(Collectors.joining(",")),
                  "weir.cluster.port=" + port)));
      assertThat(nodes.get(nodes.size() - 1).answer()).isEqualTo("ready");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void end() {
    nodes.forEach(NodeProcess::close);
    receiver.close();
  }

  private void ask(int node, String question) {
    assertThat(nodes.get(node).ask(question).answer()).isEqualTo("done");
  }

  /** Both nodes at the same time. */
  private void both(String question) {
    nodes.forEach(node -> node.ask(question));
    nodes.forEach(node -> assertThat(node.answer()).isEqualTo("done"));
  }

  /**
   * Looks until so many messages have come, and many times more. A node answers a look when what it
   * has sent is taken.
   */
  private void look(int messages) {
    Instant latest = Instant.now().plus(PATIENCE);
    while (received.size() < messages) {
      assertThat(Instant.now()).as("%s of %s messages", received.size(), messages).isBefore(latest);
      both("look");
    }
    for (int i = 0; i < MORE_LOOKS; i++) {
      both("look");
    }
    assertThat(received).hasSize(messages);
  }

  @Test
  void a_circuit_that_opens_on_both_nodes_is_told_once_and_is_over_when_both_have_closed_it() {
    both("circuit open");
    look(1);
    assertThat(received.get(0)).contains("\"kind\":\"alert\"", "\"alert\":\"circuit openai open\"");
    ask(0, "circuit closed");
    look(1);
    ask(1, "circuit closed");
    look(2);
    assertThat(received.get(1)).contains("\"kind\":\"resolved\"");
  }

  @Test
  void refusals_of_both_nodes_add_up() {
    ask(0, "refuse 60");
    look(0);
    ask(1, "refuse 60");
    look(1);
    assertThat(received.get(0)).contains("Rule login has refused 120 requests within 1 hour");
  }

  @Test
  void costs_of_both_nodes_add_up() {
    ask(0, "cost 6");
    look(0);
    ask(1, "cost 5");
    look(1);
    assertThat(received.get(0)).contains("Requests have cost $11.00 today");
  }
}

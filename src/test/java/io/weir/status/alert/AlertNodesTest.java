package io.weir.status.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.weir.internal.counting.cluster.NodeProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Alerts of two nodes of a cluster, each in a process of its own, at one receiver. */
@Timeout(120)
class AlertNodesTest {

  private final List<String> received = new CopyOnWriteArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/hook",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    List<Integer> ports = List.of(freePort(), freePort());
    for (int port : ports) {
      nodes.add(
          NodeProcess.start(
              List.of(),
              AlertNode.class,
              List.of(
                  "http://127.0.0.1:%s/hook".formatted(server.getAddress().getPort()),
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
    server.stop(0);
  }

  private void ask(int node, String question) {
    assertThat(nodes.get(node).ask(question).answer()).isEqualTo("done");
  }

  /** Both nodes at the same time. */
  private void both(String question) {
    nodes.forEach(node -> node.ask(question));
    nodes.forEach(node -> assertThat(node.answer()).isEqualTo("done"));
  }

  /** Looks until so many messages have come, and some times more. */
  private void look(int messages) throws InterruptedException {
    while (received.size() < messages) {
      both("look");
      Thread.sleep(50);
    }
    for (int i = 0; i < 20; i++) {
      both("look");
      Thread.sleep(20);
    }
    assertThat(received).hasSize(messages);
  }

  @Test
  void a_circuit_that_opens_on_both_nodes_is_told_once_and_is_over_when_both_have_closed_it()
      throws InterruptedException {
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
  void refusals_of_both_nodes_add_up() throws InterruptedException {
    ask(0, "refuse 60");
    look(0);
    ask(1, "refuse 60");
    look(1);
    assertThat(received.get(0)).contains("Rule login has refused 120 requests within 1 hour");
  }

  @Test
  void costs_of_both_nodes_add_up() throws InterruptedException {
    ask(0, "cost 6");
    look(0);
    ask(1, "cost 5");
    look(1);
    assertThat(received.get(0)).contains("Requests have cost $11.00 today");
  }
}

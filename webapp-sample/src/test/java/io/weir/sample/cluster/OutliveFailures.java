package io.weir.sample.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.sample.servers.Node;
import io.weir.sample.servers.Nodes;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** One node goes on when the other fails. */
interface OutliveFailures {

  /** For an answer of a busy machine; Hazelcast itself waits 5 seconds. */
  Duration SOON = Duration.ofSeconds(3);

  int CROWD = 100;
  int LIMIT = 20;
  int ALL = CROWD * LIMIT;

  Nodes nodes();

  @Test
  default void a_frozen_node_does_not_delay_answers() {
    Application.ofPages("local.txt", "open.txt", "closed.txt")
        .with(
            "weir.rate-limit.rules",
            """
            local:  /local.txt   4/hour
            open:   /open.txt    4/hour  when-cluster-fails open
            closed: /closed.txt  4/hour  when-cluster-fails closed
            """)
        .inCluster()
        .with("weir.cluster.deadline", "300ms")
        .deployInTurnOn(nodes());
    Together.await(nodes(), "/local.txt", 4);
    Node survivor = nodes().get(0);
    Later log = Later.on(survivor);

    nodes().get(1).freeze();
    try {
      // Of two nodes each has half of the limit.
      assertThat(statuses(survivor, "/local.txt")).containsExactly(200, 200, 429, 429, 429, 429);
      assertThat(statuses(survivor, "/open.txt")).containsOnly(200);
      assertThat(statuses(survivor, "/closed.txt")).containsOnly(503);
      assertUnavailable(Client.newcomer().get(Application.on(survivor, "/closed.txt")));
    } finally {
      nodes().get(1).resume();
    }

    Together.await(nodes(), "/local.txt", 4);
    assertThat(log.warnings()).containsExactly("WEIR-001", "WEIR-002");
  }

  /** What a newcomer is answered to six requests, each of them soon. */
  private static List<Integer> statuses(Node node, String path) {
    Client newcomer = Client.newcomer();
    return IntStream.range(0, 6)
        .mapToObj(
            i -> {
              Instant asked = Instant.now();
              int status = newcomer.get(Application.on(node, path)).statusCode();
              assertThat(Duration.between(asked, Instant.now())).isLessThan(SOON);
              return status;
            })
        .toList();
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
    assertThat(answer.body()).contains("\"status\":503");
  }

  @Test
  @Order(Integer.MAX_VALUE) // The pair is one node less afterwards.
  default void a_killed_node_loses_no_count() {
    Application.ofPages("page.txt")
        .with("weir.rate-limit.rules", "/**  %d/hour".formatted(LIMIT))
        .inCluster()
        .deployOn(nodes());
    Together.await(nodes(), "/page.txt", LIMIT);
    // So many that each node keeps the counts of some.
    List<Client> crowd = Stream.generate(Client::newcomer).limit(CROWD).toList();
    Node victim = nodes().get(1);

    Asking killed = new Asking(crowd, victim, "/page.txt", LIMIT);
    Asking survivor = new Asking(crowd, nodes().get(0), "/page.txt", LIMIT);
    await().pollInterval(10, MILLISECONDS).until(() -> killed.sum() + survivor.sum() > ALL / 5);
    victim.kill();
    int admittedThen = killed.sum() + survivor.sum();
    killed.await();
    survivor.await();

    assertThat(admittedThen).isLessThan(ALL);
    assertThat(crowd)
        .extracting(client -> killed.admitted(client) + survivor.admitted(client))
        .allMatch(admitted -> admitted <= LIMIT, "at most " + LIMIT);
    // What a thread was asking when the node died may have been counted and never answered.
    assertThat(killed.sum() + survivor.sum()).isBetween(ALL - 2 * Asking.THREADS, ALL);
  }
}

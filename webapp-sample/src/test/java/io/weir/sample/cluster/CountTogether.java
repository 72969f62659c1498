package io.weir.sample.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.servers.Nodes;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two nodes count as one. */
interface CountTogether {

  int LIMIT = 200;

  Nodes nodes();

  @Test
  default void two_nodes_admit_exactly_the_limit() {
    counted().inCluster().deployOn(nodes());
    Together.await(nodes(), "/page.txt", LIMIT);
    List<Later> logs = nodes().all().stream().map(Later::on).toList();

    List<Integer> admitted = exhausted();

    assertThat(admitted).allMatch(each -> each > 0, "at least one");
    assertThat(admitted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(LIMIT);
    assertThat(logs).flatMap(Later::warnings).isEmpty();
  }

  @Test
  default void without_a_cluster_each_node_admits_the_limit() {
    counted().with("weir.cluster", "none").deployOn(nodes());

    assertThat(exhausted()).containsExactly(LIMIT, LIMIT);
  }

  /** How often each node admits a client who asks both until they refuse. */
  private List<Integer> exhausted() {
    List<Client> one = List.of(Client.newcomer());
    List<Asking> asking =
        nodes().all().stream().map(node -> new Asking(one, node, "/page.txt", LIMIT)).toList();
    asking.forEach(Asking::await);
    return asking.stream().map(Asking::sum).toList();
  }

  private static Application counted() {
    return Application.ofPages("page.txt")
        .with("weir.rate-limit.rules", "/**  %d/hour".formatted(LIMIT));
  }

  @Test
  default void the_third_call_is_refused_whichever_node_it_reaches() {
    Application.sample().inCluster().deployOn(nodes());
    Together.await(nodes(), "/token", 5);
    Client caller = Client.newcomer();

    List<Integer> statuses =
        Stream.of(nodes().get(0), nodes().get(1), nodes().get(0), nodes().get(1))
            .map(node -> Application.on(node, "/make-call/+4930123456/welcome"))
            .map(caller::post)
            .map(HttpResponse::statusCode)
            .toList();

    assertThat(statuses).containsExactly(200, 200, 429, 429);
  }
}

package io.weir.sample.cluster;

import static org.awaitility.Awaitility.await;

import io.weir.sample.servers.Node;
import io.weir.sample.servers.Nodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How often nodes admit a client.
 *
 * @param path of what is asked for, the same on every node
 * @param limit how often all nodes together are to admit one client
 */
record Counting(Nodes nodes, String path, int limit) {

  static final int THREADS = 8;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Returns when every node knows what the others have counted. */
  void awaitTogether() {
    await().atMost(PATIENCE).until(this::isTogether);
  }

  private boolean isTogether() {
    Client newcomer = Client.newcomer();
    int left = limit;
    for (Node node : nodes.all()) {
      left--;
      if (newcomer
          .get(node.uri(path))
          .headers()
          .firstValue("X-RateLimit-Remaining")
          .filter(String.valueOf(left)::equals)
          .isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Has {@value #THREADS} threads ask each node at the same time, until every one is refused.
   *
   * @return how often each node admitted the client
   */
  List<Integer> exhaust(Client client) throws InterruptedException, ExecutionException {
    List<Callable<Integer>> askers = new ArrayList<>();
    for (Node node : nodes.all()) {
      for (int i = 0; i < THREADS; i++) {
        askers.add(() -> exhaust(client, node));
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(askers.size());
    try {
      List<Future<Integer>> admitted = threads.invokeAll(askers);
      List<Integer> sums = new ArrayList<>();
      for (int first = 0; first < admitted.size(); first += THREADS) {
        int sum = 0;
        for (Future<Integer> one : admitted.subList(first, first + THREADS)) {
          sum += one.get();
        }
        sums.add(sum);
      }
      return sums;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Asks until it is refused, or until one node has admitted more than all may. */
  private int exhaust(Client client, Node node) {
    int admitted = 0;
    while (admitted <= limit && isAdmitted(client, node)) {
      admitted++;
    }
    return admitted;
  }

  private boolean isAdmitted(Client client, Node node) {
    int status = client.get(node.uri(path)).statusCode();
    return switch (status) {
      case 200 -> true;
      case 429 -> false;
      default -> throw new AssertionError("%s answered %d".formatted(node.name(), status));
    };
  }
}

package io.weir.sample.cluster;

import io.weir.sample.servers.Node;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** Threads that ask one node in the name of clients, until each is refused or the node is gone. */
final class Asking {

  static final int THREADS = 8;

  private final Node node;
  private final String path;
  private final int limit;
  private final ConcurrentMap<Client, Integer> admitted = new ConcurrentHashMap<>();
  private final List<CompletableFuture<Void>> threads;

  /**
   * Begins at once.
   *
   * @param limit how often a client may be admitted at most: nobody asks much more often
   */
  Asking(List<Client> clients, Node node, String path, int limit) {
    this.node = node;
    this.path = path;
    this.limit = limit;
    this.threads =
        Stream.generate(() -> CompletableFuture.runAsync(() -> ask(clients), this::start))
            .limit(THREADS)
            .toList();
  }

  private void start(Runnable task) {
    new Thread(task, "asking " + node.name()).start();
  }

  private void ask(List<Client> clients) {
    List<Client> welcome = new ArrayList<>(clients);
    for (int round = 0; round <= limit && !welcome.isEmpty(); round++) {
      welcome.removeIf(client -> !isAdmitted(client));
    }
  }

  private boolean isAdmitted(Client client) {
    int status = client.get(Application.on(node, path)).statusCode();
    switch (status) {
      case 200 -> admitted.merge(client, 1, Integer::sum);
      case 429 -> {}
      default -> throw new AssertionError("%s answered %d".formatted(node.name(), status));
    }
    return status == 200;
  }

  /** How often this client was admitted so far. */
  int admitted(Client client) {
    return admitted.getOrDefault(client, 0);
  }

  /** How many requests were admitted so far. */
  int sum() {
    return admitted.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns when nobody asks any more. */
  void await() {
    try {
      CompletableFuture.allOf(threads.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof UncheckedIOException)
          || ProcessHandle.of(node.pid()).isPresent()) {
        throw e;
      }
    }
  }
}

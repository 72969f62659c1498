package io.weir.sample.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Nodes started side by side, and closed together.
 *
 * @param all in the order of their settings
 */
public record Nodes(List<Node> all) implements AutoCloseable {

  /** Copies the list. */
  public Nodes {
    all = List.copyOf(all);
  }

  /** Starts all at the same time; if one fails, the others are closed. */
  public static Nodes start(Server server, List<NodeSettings> settings) {
    List<Node> started = new ArrayList<>();
    try {
      together(
          settings,
          one -> {
            Node node = server.start(one);
            synchronized (started) {
              started.add(node);
            }
            return node;
          });
    } catch (RuntimeException e) {
      started.forEach(Node::close);
      throw e;
    }
    return new Nodes(
        settings.stream()
            .map(
                one ->
                    started.stream()
                        .filter(node -> node.name().equals(one.name()))
                        .findFirst()
                        .orElseThrow())
            .toList());
  }

  /** The node at this place, from 0. */
  public Node get(int index) {
    return all.get(index);
  }

  /** Deploys on all nodes at the same time, see {@link Node#deploy}. */
  public void deploy(Path archive, String name) {
    each(node -> node.deploy(archive, name));
  }

  /** Undeploys from all nodes at the same time. */
  public void undeploy(String name) {
    each(node -> node.undeploy(name));
  }

  @Override
  public void close() {
    each(Node::close);
  }

  private void each(Consumer<Node> action) {
    together(
        all,
        node -> {
          action.accept(node);
          return node;
        });
  }

  /** Returns when all are done, also when one has failed. */
  private static <T> void together(List<T> items, Function<T, Node> action) {
    ExecutorService threads = Executors.newFixedThreadPool(items.size());
    try {
      CompletableFuture.allOf(
              items.stream()
                  .map(item -> CompletableFuture.supplyAsync(() -> action.apply(item), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    } finally {
      threads.shutdown();
    }
  }
}

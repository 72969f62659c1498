package io.weir.sample.cluster;

import io.weir.sample.servers.Node;
import io.weir.sample.servers.Nodes;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Whether nodes know what the others have counted. */
final class Together {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Together() {}

  /**
   * Returns when they do.
   *
   * @param path of the application, with a limit per ip and for all methods
   * @param limit how many requests that is
   */
  static void await(Nodes nodes, String path, int limit) {
    Awaitility.await().atMost(PATIENCE).until(() -> count(nodes, path, limit));
  }

  private static boolean count(Nodes nodes, String path, int limit) {
    Client newcomer = Client.newcomer();
    int left = limit;
    for (Node node : nodes.all()) {
      left--;
      if (newcomer
          .get(Application.on(node, path))
          .headers()
          .firstValue("X-RateLimit-Remaining")
          .filter(String.valueOf(left)::equals)
          .isEmpty()) {
        return false;
      }
    }
    return true;
  }
}

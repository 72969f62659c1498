package io.weir.sample.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.sample.servers.Node;
import io.weir.sample.servers.NodeSettings;
import io.weir.sample.servers.Nodes;
import io.weir.sample.servers.Server;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes count as one. */
class TwoNodesIT {

  @Nested
  class OnWildFly extends TwoNodes {
    OnWildFly() {
      super(Server.WILDFLY);
    }
  }

  @Nested
  class OnPayara extends TwoNodes {
    OnPayara() {
      super(Server.PAYARA);
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class TwoNodes {

    private static final int LIMIT = 200;

    private static final Page PAGE = Page.ruledBy("/**  200/hour");

    private final Nodes nodes;

    TwoNodes(Server server) {
      nodes =
          Nodes.start(
              server,
              NodeSettings.cluster(2).stream()
                  // However busy the machine, no answer comes from a node that counts alone.
                  .map(node -> node.property("weir.cluster.deadline", "10s"))
                  .map(node -> node.property(Client.TRUST, Client.PROXY))
                  .toList());
    }

    @AfterAll
    void end() {
      nodes.close();
    }

    @Test
    void admitTogetherExactlyTheLimit(@TempDir Path directory) throws Exception {
      List<Integer> admitted = admitted(PAGE, directory, true);

      assertThat(admitted).allMatch(each -> each > 0, "at least one");
      assertThat(sum(admitted)).isEqualTo(LIMIT);
      assertThat(nodes.all()).extracting(Node::logText).noneMatch(log -> log.contains("WEIR-001"));
    }

    @Test
    void admitTheLimitEachWithoutACluster(@TempDir Path directory) throws Exception {
      List<Integer> admitted = admitted(PAGE.with("weir.cluster", "none"), directory, false);

      assertThat(admitted).containsExactly(LIMIT, LIMIT);
    }

    @Test
    void refuseTheThirdCallWhicheverItReaches() {
      nodes.deploy(Page.SAMPLE, "counted");
      new Counting(nodes, "/counted/token", 5).awaitTogether();
      Client caller = Client.newcomer();

      List<Integer> statuses =
          Stream.of(nodes.get(0), nodes.get(1), nodes.get(0), nodes.get(1))
              .map(node -> caller.post(node.uri("/counted/make-call/+4930123456/welcome")))
              .map(HttpResponse::statusCode)
              .toList();

      assertThat(statuses).containsExactly(200, 200, 429, 429);
    }

    /** What each node admits of an application in place of the one before. */
    private List<Integer> admitted(Page page, Path directory, boolean together) throws Exception {
      nodes.deploy(page.writeTo(directory.resolve("page.war")), "counted");
      Counting counting = new Counting(nodes, "/counted/one.txt", LIMIT);
      if (together) {
        counting.awaitTogether();
      }
      return counting.exhaust(Client.newcomer());
    }

    private static int sum(List<Integer> numbers) {
      return numbers.stream().mapToInt(Integer::intValue).sum();
    }
  }
}

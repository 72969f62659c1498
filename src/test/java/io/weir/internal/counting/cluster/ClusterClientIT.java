package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.Span;
import io.weir.internal.counting.state.Decision;
import io.weir.internal.counting.state.Reported;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.counting.store.Buckets;
import io.weir.internal.secret.Secret;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Hazelcast server in a process of its own, with and without the server jar. */
class ClusterClientIT {

  private static final String SERVER_JAR = System.getProperty("weir.server.jar");

  private static final BucketSpec THREE =
      new BucketSpec(List.of(new Limit(3, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);
  private static final Secret SECRET = Secret.of("a secret of more than 16 bytes");

  @TempDir private Path folder;

  /** Hazelcast with JCache, as its distribution has it, and more. */
  private static String classPath(String... more) {
    return Stream.concat(
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.contains("hazelcast") || entry.contains("cache-api")),
            Stream.of(more))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static ClusterPolicy policy(HazelcastServer server, Secret secret) {
    return new ClusterPolicy(
        ClusterPolicy.Kind.CLIENT,
        true,
        List.of(),
        "dev",
        List.of(new Endpoint("127.0.0.1", server.port())),
        "127.0.0.1",
        5701,
        Optional.empty(),
        false,
        Duration.ofSeconds(10),
        Optional.of(secret));
  }

  @Test
  void nodes_count_together_in_a_cluster_of_others() throws Exception {
    try (HazelcastServer server = HazelcastServer.start(folder, classPath(SERVER_JAR));
        ClusterClient one = ClusterClient.start(policy(server, SECRET));
        ClusterClient other = ClusterClient.start(policy(server, SECRET))) {
      assertThat(other.nodes()).isEqualTo(2);
      assertThat(one.agreedSecret()).isEqualTo(other.agreedSecret());
      for (int client = 0; client < 20; client++) {
        String key = "together-" + client;
        assertThat(new Buckets(one.entries()).take(key, THREE, 2).granted()).isTrue();
        assertThat(new Buckets(other.entries()).take(key, THREE, 1).granted()).isTrue();
        assertThat(new Buckets(one.entries()).take(key, THREE, 1).granted()).isFalse();
      }
      assertThatThrownBy(
              () -> ClusterClient.start(policy(server, Secret.of("another secret of 16 bytes"))))
          .hasMessage(
              "another node of the cluster has another weir.key-secret; all nodes of a cluster must have the same, or none");
    }
  }

  @Test
  void nodes_share_budgets_in_a_cluster_of_others() throws Exception {
    LedgerKey key = new LedgerKey("client", LedgerRetention.EVER, false);
    AccountSpec five =
        new AccountSpec(
            1,
            List.of(new Allowance(5, new Span(Span.Kind.ROLLING, Duration.ofHours(1)))),
            ZoneOffset.UTC,
            List.of());
    try (HazelcastServer server = HazelcastServer.start(folder, classPath(SERVER_JAR));
        ClusterClient one = ClusterClient.start(policy(server, SECRET));
        ClusterClient other = ClusterClient.start(policy(server, SECRET))) {
      one.ledgers().charge(key, new HoldSettlement(five, 3));
      HoldRequest more = new HoldRequest(key, five, 3, false, true, WhenClusterFails.LOCAL);
      assertThat(other.ledgers().look(key, List.of(more)).get(0).left()).containsExactly(2L);
    }
  }

  @Test
  void decisions_and_reports_travel_through_a_cluster_of_others() throws Exception {
    try (HazelcastServer server = HazelcastServer.start(folder, classPath(SERVER_JAR));
        ClusterClient one = ClusterClient.start(policy(server, SECRET));
        ClusterClient other = ClusterClient.start(policy(server, SECRET));
        SharedState here = SharedState.of(one.stateTables());
        SharedState there = SharedState.of(other.stateTables())) {
      BlockingQueue<List<Reported>> told = new LinkedBlockingQueue<>();
      there.listen(() -> told.add(there.reported("x")));
      here.report("x", "open 1");
      assertThat(here.decide("x", "disabled")).isTrue();
      List<Reported> reported = told.take();
      while (reported.isEmpty() || there.decision("x").isEmpty()) {
        reported = told.take();
      }
      assertThat(reported.get(0).texts()).containsExactly("open 1");
      assertThat(reported.get(0).node()).startsWith("127.0.0.1:");
      assertThat(there.decision("x")).contains(new Decision(1, "disabled"));
      try (ClusterClient late = ClusterClient.start(policy(server, SECRET));
          SharedState joined = SharedState.of(late.stateTables())) {
        assertThat(joined.decision("x")).contains(new Decision(1, "disabled"));
      }
    }
  }

  @Test
  void a_server_without_the_server_jar_stops_the_deployment() throws Exception {
    try (HazelcastServer server = HazelcastServer.start(folder, classPath())) {
      assertThatThrownBy(() -> ClusterClient.start(policy(server, SECRET)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "the servers of the Hazelcast cluster dev cannot count; put weir-server.jar of this version and cache-api into the class path of each: ");
    }
  }
}

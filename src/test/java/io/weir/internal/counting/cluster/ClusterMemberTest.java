package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.store.Buckets;
import io.weir.secrets.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterMemberTest {

  private static final BucketSpec ONE =
      new BucketSpec(List.of(new Limit(1, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);

  @Test
  void a_member_that_has_started_keeps_the_counts_of_one_that_dies_at_once() throws IOException {
    int port = ClusterEntriesTest.freePort();
    int otherPort = ClusterEntriesTest.freePort();
    List<Endpoint> members =
        List.of(new Endpoint("127.0.0.1", port), new Endpoint("127.0.0.1", otherPort));
    try (ClusterMember first = ClusterMember.start(Policies.member(port, members))) {
      List<String> clients = IntStream.range(0, 500).mapToObj(i -> "client-" + i).toList();
      clients.forEach(client -> new Buckets(first.entries()).take(client, ONE, 1));
      long entries = entries(first);
      assertThat(entries).isGreaterThanOrEqualTo(500);

      try (ClusterMember second = ClusterMember.start(Policies.member(otherPort, members))) {
        assertThat(entries(first) + entries(second)).isEqualTo(entries);
        assertThat(entries(second)).isPositive();
        terminate(port);

        assertThat(clients)
            .noneMatch(client -> new Buckets(second.entries()).take(client, ONE, 1).granted());
      }
    }
  }

  /** Without copies of those of the other node. */
  private static long entries(ClusterMember member) {
    return member.tableSizes().stream()
        .filter(table -> table.table().equals("entries"))
        .mapToLong(TableSize::kept)
        .sum();
  }

  /** The second application of a server binds the next port. */
  @Test
  void two_members_on_one_machine_log_a_line_each_and_warnings_of_hazelcast_have_a_number()
      throws IOException {
    int port = ClusterEntriesTest.freePort();
    List<Endpoint> members = List.of(new Endpoint("127.0.0.1", port));
    try (CapturedLog hazelcast = CapturedLog.of("com.hazelcast");
        CapturedLog log = CapturedLog.of("io.weir");
        ClusterMember first = ClusterMember.start(Policies.member(port, members));
        ClusterMember second = ClusterMember.start(Policies.member(port, members))) {
      assertThat(first.nodes()).isEqualTo(second.nodes());
      assertThat(hazelcast.lines()).isEmpty();
      assertThat(log.lines())
          .filteredOn(line -> !line.startsWith("Member ["))
          .allMatch(line -> line.startsWith("A node joined the cluster"));
      assertThat(log.lines()).filteredOn(line -> line.startsWith("Member [")).hasSize(2);

      Hazelcast.getAllHazelcastInstances().stream()
          .filter(one -> one.getCluster().getLocalMember().getAddress().getPort() == port)
          .forEach(one -> one.getLoggingService().getLogger("x").warning("it is late"));
      assertThat(log.lines().get(log.lines().size() - 1))
          .isEqualTo("WEIR-019: Hazelcast reports: it is late");
      assertThat(hazelcast.lines()).isEmpty();
    }
  }

  /** Stops a member as a crash does: it hands over no buckets. */
  private static void terminate(int port) {
    Hazelcast.getAllHazelcastInstances().stream()
        .filter(one -> one.getCluster().getLocalMember().getAddress().getPort() == port)
        .findFirst()
        .map(HazelcastInstance::getLifecycleService)
        .orElseThrow()
        .terminate();
  }
}

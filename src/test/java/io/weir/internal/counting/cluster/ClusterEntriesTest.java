package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.store.Buckets;
import io.weir.internal.counting.store.BucketsContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClusterEntriesTest extends BucketsContract {

  private static ClusterMember one;
  private static ClusterMember other;

  @BeforeAll
  static void startTwoMembers() throws IOException {
    int port = freePort();
    int otherPort = freePort();
    List<Endpoint> members =
        List.of(new Endpoint("127.0.0.1", port), new Endpoint("127.0.0.1", otherPort));
    one = ClusterMember.start(Policies.member(port, members));
    other = ClusterMember.start(Policies.member(otherPort, members));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
  }

  @Override
  protected Entries entries(InstantSource clock) {
    return one.entries(clock);
  }

  @Test
  void members_find_one_another_and_count_together() {
    assertThat(one.nodes()).isEqualTo(2);
    BucketSpec three =
        new BucketSpec(
            List.of(new Limit(3, Duration.ofHours(1))), Refill.WINDOW, java.time.ZoneOffset.UTC);
    for (int client = 0; client < 20; client++) {
      String key = "together-" + client;
      assertThat(new Buckets(one.entries()).take(key, three, 2).granted()).isTrue();
      assertThat(new Buckets(other.entries()).take(key, three, 1).granted()).isTrue();
      assertThat(new Buckets(one.entries()).take(key, three, 1).granted()).isFalse();
      assertThat(new Buckets(other.entries()).take(key, three, 1).granted()).isFalse();
    }
  }

  @Test
  void members_know_the_same_times_blocks_and_logins() {
    BucketSpec strict =
        new BucketSpec(
            List.of(new Limit(2, Duration.ofHours(1))),
            Refill.STRICT,
            java.time.ZoneOffset.UTC,
            Optional.of(new Block(Duration.ofDays(1), Duration.ofDays(1))));
    for (int client = 0; client < 20; client++) {
      String key = "noted-" + client;
      assertThat(new Buckets(one.entries()).take(key, strict, 1).granted()).isTrue();
      assertThat(new Buckets(other.entries()).take(key, strict, 1).granted()).isTrue();
      assertThat(new Buckets(one.entries()).take(key, strict, 1).granted()).isFalse();
      assertThat(new Buckets(other.entries()).look(key, strict, 1).delay())
          .isGreaterThan(Duration.ofHours(23));
      new Buckets(one.entries()).rememberLogin(key);
      assertThat(new Buckets(other.entries()).knowsLogin(key)).isTrue();
    }
  }

  @Test
  void members_agree_on_the_secret_under_which_clients_are_stored() {
    assertThat(one.agreedSecret()).isEqualTo(other.agreedSecret());
    assertThat(one.agreedSecret().length()).isEqualTo(32);
  }
}

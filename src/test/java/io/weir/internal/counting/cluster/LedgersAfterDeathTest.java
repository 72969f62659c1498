package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node is killed between what it reserved and what that cost. */
class LedgersAfterDeathTest {

  private static final long DEADLINE = 10_000;
  private static final long LONG_LEASE = 600_000;

  @Test
  void what_a_killed_node_held_stays_reserved_and_is_charged_at_the_end_of_its_lease()
      throws IOException {
    List<Endpoint> members =
        List.of(
            new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()),
            new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()));
    try (NodeProcess dies = NodeProcess.start(members.get(0).port(), DEADLINE, members);
        NodeProcess lives = NodeProcess.start(members.get(1).port(), DEADLINE, members)) {
      dies.answer();
      lives.answer();
      // Both hold something, so that the dead node kept some of these ledgers itself.
      for (int i = 0; i < 20; i++) {
        dies.ask("hold held-%s 100 60 %s".formatted(i, LONG_LEASE)).answer();
        dies.ask("hold over-%s 100 60 1".formatted(i)).answer();
      }
      String late = dies.ask("hold late 100 60 " + LONG_LEASE).answer();
      String over = dies.ask("hold over 100 60 1").answer();

      dies.signal("KILL");

      for (int i = 0; i < 20; i++) {
        assertThat(lives.ask("left held-%s 100".formatted(i)).answer()).isEqualTo("40");
        assertThat(lives.ask("left over-%s 100".formatted(i)).answer()).isEqualTo("40");
      }
      assertThat(lives.ask("settle late 100 %s 5".formatted(late)).answer()).isEqualTo("true");
      assertThat(lives.ask("settle late 100 %s 5".formatted(late)).answer()).isEqualTo("false");
      assertThat(lives.ask("left late 100").answer()).isEqualTo("95");
      assertThat(lives.ask("settle over 100 %s 5".formatted(over)).answer()).isEqualTo("false");
      assertThat(lives.ask("left over 100").answer()).isEqualTo("40");
    }
  }
}

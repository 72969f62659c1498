package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes share slots, and one is killed or frozen. */
@Timeout(120)
class SlotNodesTest {

  private static final long LEASE = 3000;
  private static final int SLOTS = 50;
  private static final String TAKE = "take key " + SLOTS + " 100";

  private static NodeProcess start(int own, List<Endpoint> members) {
    return NodeProcess.start(
        List.of(),
        SlotNode.class,
        Stream.concat(
                Stream.of(Integer.toString(members.get(own).port()), Long.toString(LEASE)),
                members.stream().map(Endpoint::toString))
            .toList());
  }

  private static List<Endpoint> members() throws IOException {
    return List.of(
        new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()),
        new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()));
  }

  private static long number(NodeProcess node, String question) {
    return Long.parseLong(node.ask(question).answer());
  }

  @Test
  void two_hundred_clients_get_fifty_slots_and_those_of_a_killed_node_are_free_after_the_lease()
      throws IOException {
    List<Endpoint> members = members();
    try (NodeProcess dies = start(0, members);
        NodeProcess lives = start(1, members)) {
      dies.answer();
      lives.answer();
      dies.ask(TAKE);
      lives.ask(TAKE);
      long ofDead = Long.parseLong(dies.answer());
      long own = Long.parseLong(lives.answer());
      assertThat(ofDead + own).isEqualTo(SLOTS);
      if (ofDead == 0) {
        throw new IllegalStateException("the test needs slots of both nodes");
      }

      dies.signal("KILL");
      long killed = System.nanoTime();
      long more = 0;
      while (more < ofDead) {
        more += number(lives, TAKE);
        assertThat(own + more).isLessThanOrEqualTo(SLOTS);
        assertThat((System.nanoTime() - killed) / 1_000_000).isLessThan(LEASE + 15_000);
      }
      assertThat(number(lives, TAKE)).isZero();
      assertThat(number(lives, "lost")).isZero();
    }
  }
}

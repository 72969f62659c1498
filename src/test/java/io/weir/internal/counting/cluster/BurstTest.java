package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Many requests of one client at once on a busy machine, from the first decision of a JVM on. */
class BurstTest {

  private static final int TIMES = 50;
  private static final int AT_ONCE = 200;
  private static final int LIMIT = 5;
  private static final long DEFAULT_DEADLINE = 100;

  @Test
  void one_member_never_admits_more_than_the_limit() throws IOException {
    int port = ClusterEntriesTest.freePort();
    try (BusyMachine busy = new BusyMachine();
        NodeProcess node = NodeProcess.start(port, DEFAULT_DEADLINE, List.of())) {
      assertThat(node.answer()).isEqualTo("1");
      for (int i = 0; i < TIMES; i++) {
        NodeProcess.Result result =
            node.ask("burst client-%s %s %s".formatted(i, LIMIT, AT_ONCE)).result();
        assertThat(result.sum()).as("burst %s", i).isEqualTo(LIMIT);
        assertThat(result.errors()).isZero();
      }
      assertThat(busy.isBusy()).isTrue();
    }
  }

  @Test
  void two_members_never_admit_more_than_the_limit() throws IOException {
    List<Endpoint> members =
        List.of(
            new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()),
            new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()));
    try (BusyMachine busy = new BusyMachine();
        NodeProcess one = NodeProcess.start(members.get(0).port(), DEFAULT_DEADLINE, members);
        NodeProcess other = NodeProcess.start(members.get(1).port(), DEFAULT_DEADLINE, members)) {
      one.answer();
      other.answer();
      for (int i = 0; i < TIMES; i++) {
        // At one node, at the other, and at both.
        int there = i % 3 * AT_ONCE / 2;
        one.ask("burst client-%s %s %s".formatted(i, LIMIT, AT_ONCE - there));
        other.ask("burst client-%s %s %s".formatted(i, LIMIT, there));
        NodeProcess.Result here = one.result();
        NodeProcess.Result elsewhere = other.result();
        assertThat(here.sum() + elsewhere.sum())
            .as("burst %s: %s %s", i, here, elsewhere)
            .isLessThanOrEqualTo(LIMIT);
        assertThat(here.errors() + elsewhere.errors()).isZero();
      }
      assertThat(busy.isBusy()).isTrue();
      assertThat(one.ask("nodes").answer()).isEqualTo("2");
    }
  }

  /** Each flood has 280 connections. The deadline allows for a loaded machine. */
  @Test
  void a_flood_of_a_refused_client_delays_nobody_else() throws IOException {
    List<Endpoint> members =
        List.of(
            new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()),
            new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()));
    try (NodeProcess one = NodeProcess.start(members.get(0).port(), 2000, members);
        NodeProcess other = NodeProcess.start(members.get(1).port(), 2000, members)) {
      one.answer();
      other.answer();
      for (int i = 0; i < 3; i++) {
        NodeProcess.Result result =
            one.ask("flood refused-%s other-%s %s".formatted(i, i, AT_ONCE)).result();
        assertThat(result.admitted()).as("%s", result).containsExactly(AT_ONCE, 1);
      }
    }
  }

  /** Two threads that take as much of the processors as they get. */
  private static final class BusyMachine implements AutoCloseable {

    private final AtomicBoolean busy = new AtomicBoolean(true);

    BusyMachine() {
      for (int i = 0; i < 2; i++) {
        Thread thread = new Thread(this::spin);
        thread.setDaemon(true);
        thread.start();
      }
    }

    boolean isBusy() {
      return busy.get();
    }

    private void spin() {
      while (busy.get()) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      busy.set(false);
    }
  }
}

package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are admitted while members die, freeze and come back; each in its own process. */
class FailuresTest {

  private static final int CLIENTS = 60;
  private static final int LIMIT = 40;
  private static final long DEADLINE = 100;

  /** What a loaded machine adds to the deadline; less than a member is frozen. */
  private static final long SLACK = 2500;

  private static final String LOAD = "load %s %s %s %s";

  private final List<NodeProcess> nodes = new ArrayList<>();
  private List<Endpoint> members = List.of();

  @AfterEach
  void end() {
    nodes.forEach(NodeProcess::close);
  }

  private void start(int number) throws IOException {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      endpoints.add(new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()));
    }
    members = List.copyOf(endpoints);
    for (int i = 0; i < number; i++) {
      nodes.add(member(i));
      nodes.get(i).answer(); // One after the other: each finds those before it.
    }
  }

  private NodeProcess member(int i) {
    return NodeProcess.start(members.get(i).port(), DEADLINE, members);
  }

  /** Has a node count for many clients, and waits until it has begun. */
  private static NodeProcess load(NodeProcess node, String prefix, long millis) {
    node.ask(LOAD.formatted(prefix, CLIENTS, LIMIT, millis));
    assertThat(node.answer()).isEqualTo("begun");
    return node;
  }

  /** Asserts the aims, and prints what the manual reports. */
  private static void assertExact(String what, NodeProcess.Result... results) {
    List<Integer> over =
        IntStream.range(0, CLIENTS)
            .mapToObj(
                client ->
                    List.of(results).stream().mapToInt(one -> one.admitted().get(client)).sum()
                        - LIMIT)
            .toList();
    long longest = List.of(results).stream().mapToLong(NodeProcess.Result::longest).max().orElse(0);
    long errors = List.of(results).stream().mapToLong(NodeProcess.Result::errors).sum();
    String report =
        "%s: admitted - N from %s to %s, longest wait %s ms, errors %s"
            .formatted(
                what,
                over.stream().min(Integer::compare).orElse(0),
                over.stream().max(Integer::compare).orElse(0),
                longest,
                errors);
    System.out.println(report);
    assertThat(over).as(report).allMatch(one -> one <= 0);
    assertThat(errors).as(report).isZero();
    assertThat(longest).as(report).isLessThan(DEADLINE + SLACK);
  }

  /** With 60 clients, the member that dies keeps some of them and has the copies of others. */
  @Test
  void a_member_that_is_killed_loses_no_count() throws IOException, InterruptedException {
    start(3);
    load(nodes.get(0), "killed", 5000);
    load(nodes.get(1), "killed", 5000);
    nodes.get(2).close();
    assertExact("kill -9 of a member", nodes.get(0).result(), nodes.get(1).result());
    // The others see that a connection is broken; until they agree that its member is gone, it
    // counts.
    await(nodes.get(0), "nodes", "2");
  }

  /** Asks a node again until it gives an answer. */
  private static void await(NodeProcess node, String question, String answer) {
    String given = node.ask(question).answer();
    while (!given.equals(answer)) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      given = node.ask(question).answer();
    }
  }

  /** Each is restarted when its predecessor has joined, and nobody owes the cluster anything. */
  @Test
  void a_rolling_restart_loses_no_count() throws IOException, InterruptedException {
    start(3);
    List<NodeProcess.Result> results = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      NodeProcess asked = nodes.get((i + 1) % 3);
      load(asked, "rolling", 1500);
      nodes.get(i).close();
      results.add(asked.result());
      await(asked, "told", "true");
      nodes.set(i, member(i));
      nodes.get(i).answer();
    }
    results.add(load(nodes.get(2), "rolling", 3000).result());
    assertExact("kill -9 of each in turn", results.toArray(NodeProcess.Result[]::new));
  }

  @Test
  void a_member_that_freezes_delays_nobody_and_gives_nothing_away()
      throws IOException, InterruptedException {
    start(3);
    load(nodes.get(0), "frozen", 9000);
    load(nodes.get(1), "frozen", 9000);
    nodes.get(2).signal("STOP");
    Thread.sleep(4000);
    nodes.get(2).signal("CONT");
    assertExact("SIGSTOP for 4 s", nodes.get(0).result(), nodes.get(1).result());
  }

  /** It runs a twentieth of a second, and is still for as long, again and again. */
  @Test
  void a_slow_member_delays_nobody_and_gives_nothing_away() throws IOException {
    start(3);
    load(nodes.get(0), "slow", 4000);
    load(nodes.get(1), "slow", 4000);
    for (int i = 0; i < 30; i++) {
      nodes.get(2).signal("STOP");
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      nodes.get(2).signal("CONT");
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    assertExact("a slow member", nodes.get(0).result(), nodes.get(1).result());
  }

  /** What it kept would expire an hour too early, or too late. */
  @ParameterizedTest
  @ValueSource(strings = {"+1h", "-1h"})
  void a_node_whose_clock_is_an_hour_off_does_not_join(String clock)
      throws IOException, InterruptedException {
    assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v faketime").start().waitFor() == 0,
        "needs the program faketime");
    start(2);
    load(nodes.get(0), "clock", 6000);
    members =
        List.of(
            members.get(0),
            members.get(1),
            new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()));
    NodeProcess off =
        NodeProcess.start(
            List.of("env", "FAKETIME_DONT_FAKE_MONOTONIC=1", "faketime", "-f", clock),
            "127.0.0.1",
            members.get(2).port(),
            DEADLINE,
            members);
    nodes.add(off);
    assertThatThrownBy(off::answer)
        .hasMessageContaining("the clock of this node is 3")
        .hasMessageContaining(clock.startsWith("+") ? "s ahead of" : "s behind");
    assertExact("a node with another clock", nodes.get(0).result());
  }

  @Test
  void a_member_joins_beside_one_that_is_frozen() throws IOException {
    start(2);
    nodes.get(1).signal("STOP");
    members =
        List.of(
            members.get(0),
            members.get(1),
            new Endpoint("127.0.0.1", ClusterEntriesTest.freePort()));
    nodes.add(member(2));
    NodeProcess.Result before = load(nodes.get(0), "joining", 2000).result();
    assertThat(before.errors()).isZero();
    assertThat(before.longest()).isLessThan(DEADLINE + SLACK);
    nodes.get(1).signal("CONT");
    nodes.get(2).answer();
    NodeProcess.Result after = load(nodes.get(2), "joining", 2000).result();
    assertExact("joining beside a frozen member", before, after);
  }
}

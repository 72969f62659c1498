package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A network that is cut in two and heals: each node is in a network namespace of its own.
 *
 * <pre>
 *   namespace of one   10.57.5.1 ──── veth ──── 10.57.5.2   namespace of the other
 * </pre>
 */
class SplitTest {

  private static final int LIMIT = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Hazelcast's defaults take minutes. */
  private static final String SOON =
      "JAVA_TOOL_OPTIONS=-Dhazelcast.max.no.heartbeat.seconds=5"
          + " -Dhazelcast.heartbeat.interval.seconds=1"
          + " -Dhazelcast.merge.first.run.delay.seconds=5"
          + " -Dhazelcast.merge.next.run.delay.seconds=5";

  private static final List<String> ADDRESSES = List.of("10.57.5.1", "10.57.5.2");

  private final long process = ProcessHandle.current().pid();
  private final List<NodeProcess> nodes = new ArrayList<>();

  private String namespace(int node) {
    return "weir-%s-%s".formatted(process, node);
  }

  private String device(int node) {
    return "weir%s-%s".formatted(process % 100_000, node);
  }

  private static boolean runs(String... command) throws IOException, InterruptedException {
    Process running = new ProcessBuilder(command).redirectErrorStream(true).start();
    running.getInputStream().readAllBytes();
    return running.waitFor() == 0;
  }

  private static void run(String command) throws IOException, InterruptedException {
    assertThat(runs(command.split(" ", -1))).as(command).isTrue();
  }

  @BeforeEach
  void connect() throws IOException, InterruptedException {
    boolean possible;
    try {
      possible = runs("ip", "netns", "add", namespace(0));
    } catch (IOException e) {
      possible = false;
    }
    assumeTrue(possible, "network namespaces need root and the program ip");
    run("ip netns add " + namespace(1));
    run("ip link add %s type veth peer name %s".formatted(device(0), device(1)));
    for (int i = 0; i < 2; i++) {
      run("ip link set %s netns %s".formatted(device(i), namespace(i)));
      run("ip -n %s addr add %s/24 dev %s".formatted(namespace(i), ADDRESSES.get(i), device(i)));
      run("ip -n %s link set lo up".formatted(namespace(i)));
      run("ip -n %s link set %s up".formatted(namespace(i), device(i)));
    }
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    nodes.forEach(NodeProcess::close);
    for (int i = 0; i < 2; i++) {
      boolean ignored = runs("ip", "netns", "del", namespace(i));
    }
  }

  private void start() {
    List<Endpoint> members =
        ADDRESSES.stream().map(address -> new Endpoint(address, 5701)).toList();
    for (int i = 0; i < 2; i++) {
      nodes.add(
          NodeProcess.start(
              List.of("ip", "netns", "exec", namespace(i), "env", SOON),
              ADDRESSES.get(i),
              5701,
              100,
              members));
      nodes.get(i).answer();
    }
  }

  private void awaitNodes(String number) throws InterruptedException {
    Instant latest = Instant.now().plus(PATIENCE);
    for (NodeProcess node : nodes) {
      while (!node.ask("nodes").answer().equals(number)) {
        assertThat(Instant.now()).isBefore(latest);
        Thread.sleep(200);
      }
    }
  }

  private int admitted(int node, String client, int requests) {
    NodeProcess.Result result =
        nodes.get(node).ask("burst %s %s %s".formatted(client, LIMIT, requests)).result();
    assertThat(result.errors()).isZero();
    return result.sum();
  }

  @Test
  void each_part_counts_for_itself_and_the_entry_with_fewer_tokens_is_kept()
      throws IOException, InterruptedException {
    start();
    awaitNodes("2");
    assertThat(admitted(0, "little", 2)).isEqualTo(2);
    assertThat(admitted(1, "much", 2)).isEqualTo(2);

    run("ip -n %s link set %s down".formatted(namespace(0), device(0)));
    awaitNodes("1");
    int here = 0;
    int there = 0;
    for (int i = 0; i < 20; i++) {
      here += admitted(0, "little", 1);
      there += admitted(1, "much", 1);
    }
    int most = 0;
    for (int i = 0; i < 2 * LIMIT; i++) {
      most += admitted(0, "most", 1) + admitted(1, "most", 1);
    }
    assertThat(here).isEqualTo(LIMIT - 2);
    assertThat(there).isEqualTo(LIMIT - 2);
    assertThat(most).isEqualTo(2 * LIMIT);

    run("ip -n %s link set %s up".formatted(namespace(0), device(0)));
    awaitNodes("2");
    for (String client : List.of("little", "much", "most")) {
      assertThat(admitted(0, client, 5) + admitted(1, client, 5)).as(client).isZero();
    }
    System.out.println("split in two: admitted - N at most " + (most - LIMIT) + " of " + LIMIT);
  }
}

package io.weir.internal.counting.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What nodes know of each other, over tables in this JVM. */
@Timeout(60)
class SharedStateTest {

  private final ClusterInMemory cluster = new ClusterInMemory();

  /** Waits until a node knows what the condition asks for. */
  private static void await(SharedState node, BooleanSupplier condition)
      throws InterruptedException {
    Object changed = new Object();
    Runnable silence =
        node.listen(
            () -> {
              synchronized (changed) {
                changed.notifyAll();
              }
            });
    synchronized (changed) {
      while (!condition.getAsBoolean()) {
        changed.wait(100);
      }
    }
    silence.run();
  }

  @Test
  void a_decision_holds_on_all_nodes() throws InterruptedException {
    try (SharedState one = cluster.node("1");
        SharedState other = cluster.node("2")) {
      assertThat(one.decide("x", "open")).isTrue();
      assertThat(one.decision("x")).contains(new Decision(1, "open"));
      await(other, () -> other.decision("x").isPresent());
      assertThat(other.decide("x", "closed")).isTrue();
      await(one, () -> one.decision("x").filter(new Decision(2, "closed")::equals).isPresent());
    }
  }

  @Test
  void a_node_that_joins_knows_decisions_and_reports_at_once() {
    try (SharedState one = cluster.node("1")) {
      one.decide("x", "open");
      one.report("x", "fine");
      one.decide("y", "closed");
      try (SharedState other = cluster.node("2")) {
        assertThat(other.decision("x").map(Decision::text)).contains("open");
        assertThat(other.decision("y").map(Decision::text)).contains("closed");
        assertThat(other.reported("x"))
            .containsExactly(new Reported("1", "node 1", false, List.of("fine")));
      }
    }
  }

  @Test
  void what_the_tables_lose_one_node_restores() throws InterruptedException {
    try (SharedState one = cluster.node("1")) {
      one.decide("x", "open");
      cluster.decisions.clear();
      one.report("y", "anything that makes it exchange");
      await(one, () -> cluster.decisions.containsKey("x"));
      assertThat(cluster.decisions.get("x")).isEqualTo("1 1 open");
    }
  }

  @Test
  void a_node_that_has_missed_decisions_decides_after_them() {
    try (SharedState one = cluster.node("1")) {
      cluster.decisions.put("x", "1 7 closed"); // Nobody is told.
      assertThat(one.decide("x", "open")).isTrue();
      assertThat(one.decision("x")).contains(new Decision(8, "open"));
      assertThat(cluster.decisions.get("x")).isEqualTo("1 8 open");
    }
  }

  @Test
  void a_silent_cluster_delays_nobody_who_reports_or_asks() throws InterruptedException {
    try (SharedState one = cluster.node("1");
        SharedState other = cluster.node("2")) {
      cluster.silence = new CountDownLatch(1);
      SharedState.Report report = one.report("x", "closed");
      report.set("open");
      assertThat(one.reported("x"))
          .containsExactly(new Reported("", "this node", true, List.of("open")));
      cluster.silence.countDown();
      await(other, () -> !other.reported("x").isEmpty());
      assertThat(other.reported("x").get(0).texts()).containsExactly("open");
    }
  }

  @Test
  void an_administrator_learns_that_a_cluster_is_silent() throws InterruptedException {
    try (SharedState one = cluster.node("1");
        SharedState other = cluster.node("2")) {
      cluster.silence = new CountDownLatch(1);
      assertThat(one.decide("x", "open")).isFalse();
      assertThat(one.decision("x").map(Decision::text)).contains("open");
      cluster.silence.countDown();
      await(other, () -> other.decision("x").isPresent());
    }
  }

  @Test
  void a_node_that_ends_reports_nothing_and_its_decisions_hold() throws InterruptedException {
    try (SharedState other = cluster.node("2")) {
      SharedState one = cluster.node("1");
      one.report("x", "open");
      one.decide("x", "open");
      await(other, () -> !other.reported("x").isEmpty());
      one.close();
      await(other, () -> other.reported("x").isEmpty());
      assertThat(other.decision("x").map(Decision::text)).contains("open");
    }
  }

  @Test
  void alone_it_tells_decisions_in_this_jvm() {
    CountDownLatch told = new CountDownLatch(2);
    try (SharedState alone = SharedState.local()) {
      alone.listen(told::countDown);
      Runnable silence =
          alone.listen(
              () -> {
                throw new IllegalStateException("a listener that fails");
              });
      alone.listen(told::countDown);
      assertThat(alone.decide("x", "open")).isTrue();
      assertThat(told.getCount()).isZero();
      silence.run();
      assertThat(alone.decision("x").map(Decision::text)).contains("open");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "open",
        "1 open",
        "2 1 open",
        "1 -1 open",
        "1 9999999999999999999 open",
        "1 1 a\nb"
      })
  void what_is_no_decision_is_none(String written) {
    assertThat(Decision.parse(written)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "2\nnode", "1 node"})
  void what_is_no_report_is_none(String written) {
    assertThat(NodeReport.parse(written)).isEmpty();
  }

  @Property(tries = 200)
  void decisions_and_reports_read_themselves(
      @ForAll @IntRange(min = 1) int number,
      @ForAll @AlphaChars @StringLength(max = 20) String text,
      @ForAll @StringLength(max = 20) String scope) {
    assertThat(Decision.parse(new Decision(number, text).toString()))
        .contains(new Decision(number, text));
    NodeReport report =
        new NodeReport(
            "192.0.2.7:5701",
            Map.of(SharedState.name("circuit", scope, "x"), List.of(text, "open 3")));
    assertThat(NodeReport.parse(report.toString())).contains(report);
  }

  /** Whatever two nodes know, they choose the same. */
  @Property(tries = 200)
  void of_two_decisions_one_holds_everywhere(
      @ForAll @IntRange(min = 1, max = 3) int a,
      @ForAll @IntRange(min = 1, max = 3) int b,
      @ForAll @AlphaChars @StringLength(min = 1, max = 2) String first,
      @ForAll @AlphaChars @StringLength(min = 1, max = 2) String second) {
    Decision one = new Decision(a, first);
    Decision other = new Decision(b, second);
    assertThat(one.replaces(other) ^ other.replaces(one)).isEqualTo(!one.equals(other));
  }
}

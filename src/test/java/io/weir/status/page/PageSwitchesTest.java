package io.weir.status.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.state.ClusterInMemory;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.deployment.Switches;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import jakarta.servlet.Filter;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes, and one that joins later. */
@Timeout(60)
class PageSwitchesTest {

  private final ClusterInMemory cluster = new ClusterInMemory();

  /** A node with a filter that has the rules a and b. */
  private final class Node implements RunningFilter {

    private final SharedState state;
    private final PageSwitches switches;
    private final EventCounters counters = new EventCounters("rate-limit", List.of("a", "b"));
    private final LinkedBlockingQueue<Switches> applied = new LinkedBlockingQueue<>();

    Node(String id) {
      state = cluster.node(id);
      ObservedApplication application =
          new ObservedApplication(
              "/shop", new ApplicationEvents(InstantSource.system()), List.of(this), List.of());
      switches = new PageSwitches(state, "/shop", () -> application, InstantSource.system());
      switches.open();
    }

    void act(String line, String action) {
      List<LineStatus> lines =
          line.isEmpty() ? List.of(switches.all()) : switches.with("rate-limit", this);
      lines.stream()
          .filter(one -> line.isEmpty() || one.name().equals(line))
          .flatMap(one -> one.actions().stream())
          .filter(one -> one.name().equals(action))
          .findFirst()
          .orElseThrow()
          .act()
          .accept("");
    }

    Switches next() throws InterruptedException {
      return Optional.ofNullable(applied.poll(30, TimeUnit.SECONDS)).orElseThrow();
    }

    @Override
    public Optional<Filter> beforeAuthentication() {
      return Optional.empty();
    }

    @Override
    public List<EventCounters.Count> counts() {
      return counters.snapshot();
    }

    @Override
    public List<LineStatus> lines() {
      return List.of(
          new LineStatus("a", "a: …", Map.of(), List.of()),
          new LineStatus("b", "b: …", Map.of(), List.of()));
    }

    @Override
    public boolean hasSwitches() {
      return true;
    }

    @Override
    public void switchTo(Switches switched) {
      applied.add(switched);
    }

    @Override
    public void close() {
      switches.close();
      state.close();
    }
  }

  @Test
  void a_rule_is_switched_on_all_nodes_and_on_those_that_join_later() throws Exception {
    try (Node one = new Node("1");
        Node other = new Node("2")) {
      one.act("a", "off");

      assertThat(one.next().of("a")).isEqualTo(Switches.State.OFF);
      Switches there = other.next();
      assertThat(there.of("a")).isEqualTo(Switches.State.OFF);
      assertThat(there.of("b")).isEqualTo(Switches.State.AS_WRITTEN);
      try (Node late = new Node("3")) {
        assertThat(late.next().of("a")).isEqualTo(Switches.State.OFF);
        assertThat(late.switches.banners())
            .containsExactly("rate-limit a is off, because an administrator decided so.");
        assertThat(late.switches.with("rate-limit", late).get(0).facts())
            .containsEntry("switched", "off");

        late.act("a", "restore");

        assertThat(one.next().of("a")).isEqualTo(Switches.State.AS_WRITTEN);
        assertThat(other.next().of("a")).isEqualTo(Switches.State.AS_WRITTEN);
        assertThat(one.switches.banners()).isEmpty();
      }
    }
  }

  @Test
  void everything_passes_on_all_nodes_until_that_is_ended() throws Exception {
    try (Node one = new Node("1")) {
      one.act("b", "shadow");
      one.next();
      one.act("", "let-everything-pass");
      assertThat(one.next().passes()).isTrue();
      try (Node late = new Node("2")) {
        Switches learned = late.next();
        assertThat(learned.passes()).isTrue();
        assertThat(learned.of("a")).isEqualTo(Switches.State.OFF);
        assertThat(late.switches.banners()).hasSize(2).anyMatch(text -> text.contains("Every"));

        late.act("", "end");

        assertThat(one.next().of("b")).isEqualTo(Switches.State.SHADOW);
        assertThat(late.next().passes()).isFalse();
      }
    }
  }
}

package io.weir.status.page;

import io.weir.internal.counting.CallStatistics;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.settings.Setting;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How this node counts with the others, and how far their clocks differ. */
final class NodeStatus implements AutoCloseable {

  private final SharedCounting counting;
  private final String name;

  /** The milliseconds by which the clock of this node is ahead; empty if they are not known. */
  private final SharedState.Report clock;

  NodeStatus(SharedCounting counting, String scope) {
    this.counting = counting;
    this.name = SharedState.name("clock", scope);
    this.clock = counting.state().report(name, "");
  }

  /** Tells the other nodes how this one is. */
  void tell() {
    clock.set(counting.clockAhead().map(ahead -> String.valueOf(ahead.toMillis())).orElse(""));
  }

  /** By the names of nodes, this one first; the others tell every few seconds. */
  private Map<String, String> clocks() {
    Map<String, String> clocks = new LinkedHashMap<>();
    counting.clockAhead().ifPresent(ahead -> clocks.put("this node", words(ahead)));
    counting.state().reported(name).stream()
        .filter(one -> !one.own() && one.texts().get(0).matches("-?[0-9]{1,12}"))
        .forEach(
            one ->
                clocks.put(
                    one.node(), words(Duration.ofMillis(Long.parseLong(one.texts().get(0))))));
    return clocks;
  }

  private static String words(Duration ahead) {
    return "%s ms %s the cluster"
        .formatted(ahead.abs().toMillis(), ahead.isNegative() ? "behind" : "ahead of");
  }

  /** The line of this node. */
  LineStatus line() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("nodes", String.valueOf(counting.nodes()));
    facts.put("answers", counting.isSilent() ? "no" : "yes");
    clocks().forEach((node, clock) -> facts.put("clock of " + node, clock));
    facts.put("not told yet", counting.owes() ? "something" : "nothing");
    counting
        .calls()
        .ifPresent(
            calls -> {
              for (CallStatistics.Outcome outcome : CallStatistics.Outcome.values()) {
                facts.put("calls " + Setting.word(outcome), String.valueOf(calls.calls(outcome)));
              }
            });
    return new LineStatus("this node", counting.place(), facts, List.of());
  }

  @Override
  public void close() {
    clock.close();
  }
}

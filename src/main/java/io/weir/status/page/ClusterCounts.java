package io.weir.status.page;

import io.weir.internal.counting.state.Reported;
import io.weir.internal.counting.state.SharedState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The counts of all nodes, which each node reports every few seconds. A report is one line:
 *
 * <pre>
 *   rate-limit calls refused 2 14 90;budget hour allowed 1 1 1
 *   filter     rule  verdict minute hour day
 * </pre>
 */
final class ClusterCounts implements AutoCloseable {

  private static final String NONE = "-";

  private final SharedState state;
  private final String name;
  private final SharedState.Report report;

  ClusterCounts(SharedState state, String scope) {
    this.state = state;
    this.name = SharedState.name("status", scope);
    this.report = state.report(name, "");
  }

  /**
   * How many requests, on all nodes that the key names.
   *
   * @param minute in the last minute
   * @param hour in the last hour
   * @param day in the last day
   */
  record Sums(long minute, long hour, long day) {

    private Sums plus(Sums other) {
      return new Sums(minute + other.minute, hour + other.hour, day + other.day);
    }
  }

  /** Tells the other nodes what this one has counted. */
  void tell(List<History.Past> past) {
    report.set(
        past.stream()
            .filter(one -> one.day() > 0)
            .map(one -> "%s %s %s %s".formatted(key(one), one.minute(), one.hour(), one.day()))
            .collect(Collectors.joining(";")));
  }

  /** By which the counts of nodes are added: filter, rule and verdict. */
  static String key(History.Past past) {
    String rule = past.count().rule();
    return "%s %s %s"
        .formatted(
            past.count().filter(),
            rule.isEmpty() ? NONE : rule.replace(' ', '_'),
            past.count().verdict());
  }

  /** The names of all nodes, this one first. */
  List<String> nodes() {
    return state.reported(name).stream().map(Reported::node).toList();
  }

  /** What the other nodes have counted, by {@link #key}. */
  Map<String, Sums> others() {
    Map<String, Sums> sums = new HashMap<>();
    state.reported(name).stream()
        .filter(reported -> !reported.own())
        .flatMap(reported -> reported.texts().stream())
        .forEach(text -> add(text, sums));
    return sums;
  }

  /** Skips what another version may have written. */
  private static void add(String text, Map<String, Sums> sums) {
    for (String line : text.split(";", -1)) {
      List<String> parts = List.of(line.split(" ", -1));
      if (parts.size() == 6 && numbers(parts).size() == 3) {
        List<Long> numbers = numbers(parts);
        sums.merge(
            String.join(" ", parts.subList(0, 3)),
            new Sums(numbers.get(0), numbers.get(1), numbers.get(2)),
            Sums::plus);
      }
    }
  }

  private static List<Long> numbers(List<String> parts) {
    List<Long> numbers = new ArrayList<>(3);
    for (String part : parts.subList(3, 6)) {
      if (part.matches("[0-9]{1,18}")) {
        numbers.add(Long.parseLong(part));
      }
    }
    return numbers;
  }

  @Override
  public void close() {
    report.close();
  }
}

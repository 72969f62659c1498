package io.weir.status.page;

import io.weir.internal.counting.state.Reported;
import io.weir.internal.counting.state.SharedState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern LINE =
      Pattern.compile("([^ ]+ [^ ]+ [^ ]+) ([0-9]{1,18}) ([0-9]{1,18}) ([0-9]{1,18})");

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

  /**
   * What the other nodes have counted, and other applications of the scope on this node, by {@link
   * #key}.
   */
  Map<String, Sums> others() {
    Map<String, Sums> sums = new HashMap<>();
    state.besides(report).forEach(text -> add(text, sums));
    return sums;
  }

  /** Skips what another version may have written. */
  private static void add(String text, Map<String, Sums> sums) {
    for (String line : text.split(";", -1)) {
      Matcher read = LINE.matcher(line);
      if (read.matches()) {
        sums.merge(
            read.group(1),
            new Sums(
                Long.parseLong(read.group(2)),
                Long.parseLong(read.group(3)),
                Long.parseLong(read.group(4))),
            Sums::plus);
      }
    }
  }

  @Override
  public void close() {
    report.close();
  }
}

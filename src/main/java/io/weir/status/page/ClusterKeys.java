package io.weir.status.page;

import io.weir.internal.counting.state.Reported;
import io.weir.internal.counting.state.SharedState;
import io.weir.status.page.RefusedKeys.Busy;
import io.weir.status.page.RefusedKeys.Client;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The busiest keys and the blocks of all nodes, which each node reports every few seconds. A report
 * is one line:
 *
 * <pre>
 *   busy rate-limit calls yOg2ZXSbE1jxbyZ8Nr7nNA 17;block rate-limit login yOg2ZXSbE1jxbyZ8Nr7nNA 1779883200
 *        filter     rule  pseudonym              refused, or the end in seconds of Unix time
 * </pre>
 */
final class ClusterKeys implements AutoCloseable {

  private static final int OF_EACH_RULE = 10;
  private static final int SHOWN = 50;

  private static final Pattern LINE =
      Pattern.compile(
          "(busy|block) ([a-z-]{1,40}) ([^ ]{1,100}) ([A-Za-z0-9_-]{1,64}) ([0-9]{1,15})");

  private final SharedState state;
  private final String name;
  private final RefusedKeys own;
  private final SharedState.Report report;

  ClusterKeys(SharedState state, String scope, RefusedKeys own) {
    this.state = state;
    this.name = SharedState.name("refused-keys", scope);
    this.own = own;
    this.report = state.report(name, "");
  }

  /** Tells the other nodes whom this one refuses. */
  void tell(Instant now) {
    report.set(
        Stream.concat(
                own.busiest(now, OF_EACH_RULE).stream()
                    .map(busy -> line("busy", busy.client(), busy.refused())),
                own.blocks(now).entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .limit(SHOWN)
                    .map(block -> line("block", block.getKey(), block.getValue().getEpochSecond())))
            .filter(line -> LINE.matcher(line).matches())
            .collect(Collectors.joining(";")));
  }

  private static String line(String kind, Client client, long number) {
    return "%s %s %s %s %s".formatted(kind, client.filter(), client.rule(), client.key(), number);
  }

  /** The keys of each rule that all nodes have refused most, the busiest first. */
  List<Busy> busiest(Instant now) {
    Map<Client, Long> sums = new HashMap<>();
    own.busiest(now, OF_EACH_RULE)
        .forEach(busy -> sums.merge(busy.client(), busy.refused(), Long::sum));
    others("busy").forEach((client, number) -> sums.merge(client, number, Long::sum));
    return sums.entrySet().stream()
        .map(one -> new Busy(one.getKey(), one.getValue()))
        .sorted(Comparator.comparingLong(Busy::refused).reversed())
        .limit(SHOWN)
        .toList();
  }

  /** Whom nodes have blocked, and until when as far as that was known when the blocks began. */
  Map<Client, Instant> blocks(Instant now) {
    Map<Client, Instant> blocks = new HashMap<>(own.blocks(now));
    others("block")
        .forEach(
            (client, second) ->
                blocks.merge(
                    client,
                    Instant.ofEpochSecond(second),
                    (one, other) -> one.isAfter(other) ? one : other));
    blocks.values().removeIf(now::isAfter);
    return blocks.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<Client, Long> others(String kind) {
    Map<Client, Long> found = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (Reported reported : state.reported(name)) {
      if (!reported.own()) {
        reported.texts().forEach(text -> lines.addAll(List.of(text.split(";", -1))));
      }
    }
    for (String line : lines) {
      Matcher read = LINE.matcher(line); // Another version may have written something else.
      if (read.matches() && read.group(1).equals(kind)) {
        found.merge(
            new Client(read.group(2), read.group(3), read.group(4)),
            Long.parseLong(read.group(5)),
            kind.equals("busy") ? Long::sum : Math::max);
      }
    }
    return found;
  }

  @Override
  public void close() {
    report.close();
  }
}

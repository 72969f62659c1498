package io.weir.sample.tested;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which tests passed on which servers.
 *
 * @param servers that have passed a test, by the test
 */
record ServerTable(Map<String, Set<String>> servers) {

  private static final List<String> COLUMNS =
      List.of("WildFly 39", "Payara 6", "WildFly 26", "Payara 5", "WildFly 39, JDK 25");

  private static final Set<String> OLDER = Set.of("WildFly 26", "Payara 5");

  /** The test of a server that has no column, and the one of the table. */
  private static final Set<String> NO_ROW =
      Set.of("deployment.PayaraMicroIT", "tested.ServerTableIT");

  private static final String YES = "yes";
  private static final String LINE = "---";

  ServerTable {
    servers = Map.copyOf(servers);
  }

  /** What passed; a test of which something failed on a server did not pass there. */
  static ServerTable passed(Collection<Report> reports) {
    return of(reports, report -> report.passed() > 0).without(failed(reports));
  }

  /** Tests of which something failed. */
  static ServerTable failed(Collection<Report> reports) {
    return of(reports, report -> report.failed() > 0);
  }

  private static ServerTable of(Collection<Report> reports, Predicate<Report> which) {
    Map<String, Set<String>> servers = new TreeMap<>();
    reports.stream()
        .filter(which)
        .filter(report -> !NO_ROW.contains(report.test()))
        .forEach(report -> entry(servers, report.test()).addAll(report.servers()));
    servers.values().forEach(one -> one.retainAll(COLUMNS));
    servers.values().removeIf(Set::isEmpty);
    return new ServerTable(servers);
  }

  /** What a page says, in the form of {@link #lines}. */
  static ServerTable read(String page) {
    Map<String, Set<String>> servers = new TreeMap<>();
    page.lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
        .forEach(
            cells -> {
              Set<String> those = entry(servers, cells.get(1).replace("`", ""));
              for (int i = 0; i < COLUMNS.size(); i++) {
                if (cells.get(i + 2).equals(YES)) {
                  those.add(COLUMNS.get(i));
                }
              }
            });
    return new ServerTable(servers);
  }

  private static Set<String> entry(Map<String, Set<String>> servers, String test) {
    return servers.computeIfAbsent(test, any -> new TreeSet<>());
  }

  /**
   * As a page has it.
   *
   * @param reasons why tests are left out on the legacy servers, by the test or its package, {@code
   *     applications.*}
   */
  String lines(Map<String, String> reasons) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("tests", COLUMNS.stream(), "why not on the older ones"));
    rows.add(row(LINE, COLUMNS.stream().map(column -> LINE), LINE));
    new TreeMap<>(servers)
        .forEach(
            (test, those) ->
                rows.add(
                    row(
                        "`%s`".formatted(test),
                        COLUMNS.stream().map(column -> those.contains(column) ? YES : ""),
                        those.containsAll(OLDER) ? "" : reason(test, reasons))));
    return rows.stream()
        .map(cells -> "| %s |\n".formatted(String.join(" | ", cells)))
        .collect(Collectors.joining());
  }

  private static String reason(String test, Map<String, String> reasons) {
    String ofPackage = reasons.getOrDefault(test.replaceFirst("\\w+$", "*"), "");
    return reasons.getOrDefault(test, ofPackage);
  }

  private static List<String> row(String first, Stream<String> cells, String last) {
    return Stream.of(Stream.of(first), cells, Stream.of(last)).flatMap(each -> each).toList();
  }

  /** The same of these servers alone. */
  ServerTable on(Set<String> some) {
    return changed((test, those) -> those.retainAll(some));
  }

  /** The same without what another table has. */
  ServerTable without(ServerTable other) {
    return changed((test, those) -> those.removeAll(other.servers.getOrDefault(test, Set.of())));
  }

  private ServerTable changed(BiConsumer<String, Set<String>> change) {
    Map<String, Set<String>> rows = new TreeMap<>();
    servers.forEach((test, those) -> rows.put(test, new TreeSet<>(those)));
    rows.forEach(change);
    rows.values().removeIf(Set::isEmpty);
    return new ServerTable(rows);
  }

  /** The servers on which anything ran. */
  Set<String> any() {
    return servers.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
  }
}

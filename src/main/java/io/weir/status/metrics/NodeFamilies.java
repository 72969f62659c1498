package io.weir.status.metrics;

import io.weir.internal.counting.CallStatistics;
import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.cluster.SharedCounting;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The metrics of this copy of Weir and of its cluster, which all applications share. */
final class NodeFamilies {

  private static final int NANOS = 9;

  private NodeFamilies() {}

  /**
   * The metrics.
   *
   * @param version of Weir
   */
  static List<Family> of(String version) {
    List<Family> families = new ArrayList<>();
    families.add(
        new Family(
            "weir_build_info",
            Family.Type.GAUGE,
            "Always 1; the version of Weir, and that of Java.",
            List.of(
                Sample.of(
                    "",
                    List.of(
                        new Sample.Label("version", version),
                        new Sample.Label("java", Runtime.version().toString())),
                    1))));
    SharedCounting.current()
        .ifPresent(
            counting -> {
              families.addAll(ofTables(sizes(counting)));
              counting
                  .calls()
                  .ifPresent(calls -> families.addAll(ofCluster(nodes(counting), calls)));
            });
    return families;
  }

  /** The metrics of what is counted in this JVM. */
  static List<Family> ofTables(List<TableSize> sizes) {
    return List.of(
        new Family(
            "weir_entries",
            Family.Type.GAUGE,
            "Clients whose counts this node keeps, without copies of those of other nodes, by table.",
            samples("", sizes, TableSize::kept)),
        new Family(
            "weir_entries_forgotten",
            Family.Type.COUNTER,
            "Clients that this node has forgotten because a table was full, by table.",
            samples("_total", sizes, TableSize::forgotten)));
  }

  private static List<Sample> samples(
      String suffix, List<TableSize> sizes, ToLongFunction<TableSize> value) {
    return sizes.stream()
        .map(
            size ->
                Sample.of(
                    suffix,
                    List.of(new Sample.Label("table", size.table())),
                    value.applyAsLong(size)))
        .toList();
  }

  /** Empty while the member stops. */
  private static List<TableSize> sizes(SharedCounting counting) {
    try {
      return counting.tableSizes();
    } catch (RuntimeException e) {
      return List.of();
    }
  }

  /**
   * The metrics of a cluster.
   *
   * @param members empty while they are not known
   */
  static List<Family> ofCluster(Optional<Integer> members, CallStatistics calls) {
    List<Family> families = new ArrayList<>();
    members.ifPresent(
        nodes ->
            families.add(
                new Family(
                    "weir_cluster_members",
                    Family.Type.GAUGE,
                    "Nodes that count together, as this node sees them.",
                    List.of(Sample.of("", List.of(), nodes)))));
    List<Sample> outcomes = new ArrayList<>();
    for (CallStatistics.Outcome outcome : CallStatistics.Outcome.values()) {
      String word = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
      outcomes.add(
          Sample.of("_total", List.of(new Sample.Label("outcome", word)), calls.calls(outcome)));
    }
    families.add(
        new Family(
            "weir_cluster_calls",
            Family.Type.COUNTER,
            "Calls to the cluster, by what became of them; late is a missed deadline.",
            outcomes));
    families.add(
        new Family(
            "weir_cluster_call_duration_seconds",
            Family.Type.SUMMARY,
            "Time of the calls to the cluster that were answered in time.",
            List.of(
                new Sample("_sum", List.of(), BigDecimal.valueOf(calls.nanos(), NANOS)),
                Sample.of("_count", List.of(), calls.calls(CallStatistics.Outcome.ANSWERED)))));
    return families;
  }

  /** Empty while the member stops or is not connected. */
  private static Optional<Integer> nodes(SharedCounting counting) {
    try {
      return Optional.of(counting.nodes());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }
}

package io.weir.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;

/** A row and the results of its rounds. */
final class Measured {

  private final Figure.Row row;
  private final List<BenchmarkResult> rounds = new ArrayList<>();

  Measured(Figure.Row row) {
    this.row = row;
  }

  Figure.Row row() {
    return row;
  }

  String name() {
    return row.name();
  }

  List<BenchmarkResult> results() {
    return rounds;
  }

  void add(Collection<RunResult> round) {
    round.forEach(result -> rounds.addAll(result.getBenchmarkResults()));
  }

  /** The median request of each round, in nanoseconds. */
  double[] nanos() {
    return rounds.stream()
        .map(round -> round.getPrimaryResult().getStatistics())
        .mapToDouble(times -> times.getPercentile(50))
        .toArray();
  }

  /**
   * Bytes of garbage for each request: the least of all rounds, because other activity only adds to
   * it.
   */
  double garbage() {
    return rounds.stream()
        .mapToDouble(
            round ->
                Objects.requireNonNull(round.getSecondaryResults().get("gc.alloc.rate.norm"))
                    .getScore())
        .min()
        .orElseThrow();
  }

  /** The ratio of this row to another, by round. */
  double[] ratios(Measured other) {
    double[] own = nanos();
    double[] theirs = other.nanos();
    double[] ratios = new double[Math.min(own.length, theirs.length)];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = own[i] / theirs[i];
    }
    return ratios;
  }

  static double median(double[] values) {
    double[] sorted = DoubleStream.of(values).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

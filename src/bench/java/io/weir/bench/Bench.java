package io.weir.bench;

import io.weir.ratelimit.Footprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures all figures. Each round runs every row in a JVM of its own, one row after the other, so
 * that a disturbance of the machine affects all rows and not their ratio.
 */
public final class Bench {

  private static final int ROUNDS = 3;

  private final Path folder;
  private final Arguments arguments;
  private final List<Measured> rows;

  private Bench(Path folder, Arguments arguments) {
    this.folder = folder;
    this.arguments = arguments;
    List<Pattern> wanted = arguments.patterns();
    this.rows =
        Figure.ALL.stream()
            .flatMap(figure -> figure.rows().stream())
            .filter(row -> wanted.isEmpty() || wanted.stream().anyMatch(row::isMeantBy))
            .filter(row -> row.isPossible() || isMissing(row))
            .map(Measured::new)
            .toList();
  }

  private static boolean isMissing(Figure.Row row) {
    System.out.println("Missing, because redis-server is not installed: " + row.name());
    return false;
  }

  /**
   * Runs the benchmarks that the arguments select.
   *
   * @param args the folder for results; then those of JMH: patterns of benchmarks, {@code -f} for
   *     the rounds, {@code -prof}, …
   */
  public static void main(String[] args)
      throws CommandLineOptionException, IOException, RunnerException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    String[] rest = Arrays.copyOfRange(args, 1, args.length);
    Bench bench = new Bench(folder, new Arguments(rest));
    bench.measure();
    bench.tell();
  }

  private void measure() throws RunnerException {
    int rounds = arguments.getForkCount().orElse(ROUNDS);
    for (int round = 1; round <= rounds; round++) {
      System.out.printf("Round %d of %d:", round, rounds);
      for (Measured row : rows) {
        System.out.print(" " + row.name());
        row.add(run(row));
      }
      System.out.println();
    }
  }

  private Collection<RunResult> run(Measured row) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(arguments)
            .include("^" + Pattern.quote(row.row().benchmark()) + "$")
            .forks(1)
            // Compiled in the foreground, so that short forks are warm on a busy machine too.
            .jvmArgsPrepend("-Xmx512m", "-Xbatch", Quiet.ARGUMENT)
            .shouldFailOnError(true)
            .addProfiler(GCProfiler.class)
            .verbosity(arguments.verbosity().orElse(VerboseMode.NORMAL))
            .output(folder.resolve(row.name() + ".log").toString());
    row.row().params().forEach(options::param);
    return new Runner(options.build()).run();
  }

  private void tell() throws IOException {
    List<RunResult> results = new ArrayList<>();
    for (Measured row : rows) {
      List<BenchmarkResult> all = row.results();
      results.add(new RunResult(all.get(0).getParams(), all));
    }
    Path json = folder.resolve("results.json");
    ResultFormatFactory.getInstance(ResultFormatType.JSON, json.toString()).writeOut(results);
    String table = new Table(rows).toString();
    Files.writeString(folder.resolve("results.md"), table);
    System.out.println(table);
    if (arguments.patterns().isEmpty()) {
      Footprint.main(new String[0]);
    }
    System.out.println("All numbers: " + json);
  }

  /** The arguments of JMH: the options for all rows, and the patterns separately. */
  private static final class Arguments extends CommandLineOptions {

    Arguments(String... args) throws CommandLineOptionException {
      super(args);
    }

    List<Pattern> patterns() {
      return super.getIncludes().stream().map(Pattern::compile).toList();
    }

    /** No patterns: JMH would run all their matches for each row. */
    @Override
    public List<String> getIncludes() {
      return List.of();
    }
  }
}

package io.weir.internal.body;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Bodies of an attacker who wants to keep a server busy, up to the length that is read ahead. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class HostileBodyBenchmark {

  /** The length of the body in bytes. */
  @Param({"6000", "60000"})
  public int length = 6_000;

  private final JsonPointerField field = new JsonPointerField("/a/a/a");
  private byte[] nested = {};
  private byte[] repeated = {};
  private byte[] form = {};

  @Setup
  public void write() {
    nested = "{\"a\":".repeat(length / 5).getBytes(StandardCharsets.US_ASCII);
    repeated = ("{" + "\"a\":{\"a\":0},".repeat(length / 12)).getBytes(StandardCharsets.US_ASCII);
    form = "a=%61&".repeat(length / 6).getBytes(StandardCharsets.US_ASCII);
  }

  @Benchmark
  public FieldValue nestedJson() {
    return field.in(nested);
  }

  @Benchmark
  public FieldValue repeatedNames() {
    return field.in(repeated);
  }

  @Benchmark
  public int repeatedParameters() {
    return FormFields.ofForm(form, StandardCharsets.UTF_8).of("a").size();
  }
}

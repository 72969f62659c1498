package io.weir.ratelimit;

import io.weir.bench.Question;
import io.weir.internal.client.ClientAddress;
import io.weir.internal.path.RequestPath;
import java.util.List;
import java.util.Map;
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

/** Headers and targets of an attacker who wants to keep a server busy. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class HostileRequestBenchmark {

  /** The length in characters. */
  @Param({"10000", "100000"})
  public int length = 10_000;

  private final RateLimitPolicy policy =
      Policies.of(
          """
          a: /a/{b}/*/{c}/**          500000/minute
          b: /{a}/{b}/{c}/{d}/x/**    500000/minute
          """,
          Map.of("weir.trusted-proxies", "10.0.0.0/8", "weir.cluster", "none"));
  private Question hops = call("/", "");
  private Question quotes = hops;
  private Question target = hops;

  @Setup
  public void write() {
    hops = call("/", "10.0.0.3,".repeat(length / 9));
    quotes = call("/", "\"\\".repeat(length / 2));
    target = call("/a/..;b=%2e%2f//".repeat(length / 16), "");
  }

  private static Question call(String path, String forwarded) {
    return new Question("GET", path, "10.0.0.2", Map.of("X-Forwarded-For", forwarded));
  }

  @Benchmark
  public ClientAddress hops() {
    return policy.trustedProxies().clientOf(hops);
  }

  @Benchmark
  public ClientAddress quotes() {
    return policy.trustedProxies().clientOf(quotes);
  }

  @Benchmark
  public int target() {
    RequestPath path = RequestPath.of(target);
    int matching = 0;
    for (Rule rule : policy.rules()) {
      matching += rule.requests().matches(List.of("GET"), path) ? 1 : 0;
    }
    return matching;
  }
}

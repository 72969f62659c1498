package io.weir.ratelimit;

import io.weir.bench.Answer;
import io.weir.bench.Cluster;
import io.weir.bench.Neighbour;
import io.weir.bench.Question;
import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.events.ApplicationEvents;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of a request of one of many clients that matches one rule with two limits. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
public class DecisionBenchmark {

  /** A power of two; of two members each owns the buckets of about half of them. */
  private static final int CLIENTS = 256;

  /** A fixed number, because a busy machine would do too few in a fixed time. */
  private static final int REQUESTS_TO_WARM_UP = 20_000;

  /** Where buckets are: in this JVM, or in a cluster of one or two members. */
  @Param({"jvm", "one", "two"})
  public String buckets = "";

  /** What is counted: every request, failures only, or a strict limit. */
  @Param({"all", "failures", "strict"})
  public String counted = "";

  private final Answer response = new Answer();
  private final List<Question> requests =
      IntStream.range(0, CLIENTS)
          .mapToObj(i -> new Question("GET", "/protected", "198.51.100." + i, Map.of()))
          .toList();
  private int next;
  private AutoCloseable neighbour = () -> {};
  private SharedCounting counting;
  private RateLimitHandler handler;

  @Setup
  public void join() throws Exception {
    int here = Cluster.freePort();
    int there = Cluster.freePort();
    if (buckets.equals("two")) {
      neighbour = Neighbour.start(List.of(there, here));
    }
    RateLimitPolicy policy =
        Policies.of(
            switch (counted) {
              case "failures" -> "all: /** 500000000/minute; 900000000/day counting failures";
              case "strict" -> "all: /** 1000/second strict";
              default -> "all: /** 500000000/minute; 900000000/day";
            },
            switch (buckets) {
              case "jvm" -> Cluster.NONE;
              case "one" -> Cluster.oneMember();
              default -> Cluster.member(List.of(here, there));
            });
    counting = SharedCounting.join(policy.cluster().get());
    handler =
        new RateLimitHandler(
            policy,
            LoginPages.NONE,
            counting.service(),
            Optional.empty(),
            origin -> false,
            InstantSource.system(),
            new ApplicationEvents(InstantSource.system()));
    int expected = buckets.equals("two") ? 2 : 1;
    if (counting.nodes() != expected) {
      throw new IllegalStateException(counting.nodes() + " nodes");
    }
    for (int i = 0; i < REQUESTS_TO_WARM_UP; i++) {
      decide();
    }
  }

  @TearDown
  public void leave() throws Exception {
    handler.close();
    counting.leave();
    neighbour.close();
  }

  @Benchmark
  public long decide() throws Exception {
    Question request = requests.get(next++ & (CLIENTS - 1));
    handler.handle(request.fresh(), response, (asked, answer) -> {}, false);
    return response.written();
  }
}

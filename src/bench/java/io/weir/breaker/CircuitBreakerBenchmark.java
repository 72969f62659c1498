package io.weir.breaker;

import io.weir.bench.Question;
import io.weir.bench.Written;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of a request that matches one of twenty circuits, beside no filter. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class CircuitBreakerBenchmark {

  private static final String CIRCUITS =
      IntStream.range(0, 19)
          .mapToObj("c%1$s: /service-%1$s/**"::formatted)
          .collect(Collectors.joining("\n", "", "\nopenai: POST /chat"));

  /** Reads the path, as an application does. */
  private static final FilterChain APPLICATION =
      (request, response) -> ((HttpServletRequest) request).getServletPath();

  private final Question matching = new Question("POST", "/chat", "198.51.100.7", Map.of());
  private final Question other = new Question("POST", "/status", "198.51.100.7", Map.of());
  private final CircuitBreakerHandler handler =
      new CircuitBreakerHandler(
          policy(),
          Map.of(),
          SharedState.local(),
          () -> Instant.EPOCH.plusNanos(System.nanoTime()),
          new ApplicationEvents(InstantSource.system()));

  private static BreakerPolicy policy() {
    Settings settings =
        new Settings(
            CircuitBreakerProvider.NAME,
            Map.of("circuits", CIRCUITS),
            SharedSettings.onThisServer(Map.of()));
    BreakerPolicy policy = BreakerPolicy.of(settings, "");
    if (!settings.check().isEmpty()) {
      throw new IllegalArgumentException(settings.check().toString());
    }
    return policy;
  }

  /** Fails if the circuit does not match as the figures say. */
  @Setup
  public void check() throws Exception {
    long before = allowed();
    matching();
    other();
    if (allowed() != before + 1) {
      throw new IllegalStateException(handler.counters().snapshot().toString());
    }
  }

  private long allowed() {
    return handler.counters().snapshot().stream().mapToLong(count -> count.total()).sum();
  }

  @TearDown
  public void leave() {
    handler.close();
  }

  /** No filter. */
  @Benchmark
  public Written nothing() throws Exception {
    Written answer = new Written();
    APPLICATION.doFilter(matching.fresh(), answer);
    return answer;
  }

  /** A circuit that is closed; the end of the request is told to it. */
  @Benchmark
  public Written matching() throws Exception {
    return pass(matching);
  }

  /** Nineteen circuits with other paths, and one with another path. */
  @Benchmark
  public Written other() throws Exception {
    return pass(other);
  }

  private Written pass(Question question) throws Exception {
    Written answer = new Written();
    Question asked = question.fresh();
    Exchange.of(asked).run(asked, answer, () -> handler.handle(asked, answer, APPLICATION));
    return answer;
  }
}

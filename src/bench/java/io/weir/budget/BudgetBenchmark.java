package io.weir.budget;

import io.weir.bench.Answer;
import io.weir.bench.Question;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.LocalLedgers;
import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.nio.charset.StandardCharsets;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of a request that spends two budgets, with ledgers in this JVM. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 2, time = 1)
public class BudgetBenchmark {

  /** A power of two. */
  private static final int CLIENTS = 256;

  private static final String BUDGETS =
      """
      client: /chat $900000000.00/hour per ip
      all:    /chat $900000000.00/hour per global
      """;

  private final Answer response = new Answer();
  private final List<Question> requests =
      IntStream.range(0, CLIENTS)
          .mapToObj(i -> new Question("POST", "/chat", "198.51.100." + i, Map.of()))
          .toList();
  private final BudgetPolicy policy = policy();
  private final BudgetHandler handler =
      new BudgetHandler(
          policy,
          LedgerService.local(
              new LocalLedgers(InstantSource.system()), new Pseudonyms(Secret.random())),
          Optional.empty(),
          InstantSource.system(),
          new ApplicationEvents(InstantSource.system()));
  private final Estimator estimator = new Estimator(policy);
  private final byte[] body =
      "{\"model\":\"gpt-5\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
          .formatted("word ".repeat(200))
          .getBytes(StandardCharsets.UTF_8);
  private final byte[] event =
      "data: {\"id\":\"1\",\"model\":\"gpt-5\",\"choices\":[{\"delta\":{\"content\":\"word\"}}]}\n\n"
          .getBytes(StandardCharsets.UTF_8);
  private final AnswerUsage stream = new AnswerUsage();
  private int next;

  /** Begins the stream of {@link #event}. */
  public BudgetBenchmark() {
    stream.begin("text/event-stream", null);
  }

  private static BudgetPolicy policy() {
    Settings settings =
        new Settings(
            new BudgetProvider().name(),
            Map.of(BudgetPolicy.BUDGETS.name(), BUDGETS, "prices", "gpt-5 10.00 30.00"),
            SharedSettings.onThisServer(Map.of("weir.cluster", "none")));
    BudgetPolicy policy = BudgetPolicy.of(settings, "");
    settings.mistakes().resolve(ApplicationSecrets.provider().ofThisMachine());
    List<Mistake> mistakes = settings.check();
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(mistakes.toString());
    }
    return policy;
  }

  @TearDown
  public void leave() {
    handler.close();
  }

  /** Reserves in two ledgers, and settles at the end of the request. */
  @Benchmark
  public long decide() throws Exception {
    next = (next + 1) % CLIENTS;
    Question asked = requests.get(next).fresh();
    Exchange.of(asked)
        .run(
            asked,
            response,
            () ->
                handler.handle(
                    asked,
                    response,
                    (request, answer) -> request.setAttribute("io.weir.usage", "usd=0.01")));
    return response.written();
  }

  /** The estimate of a body of a kilobyte. */
  @Benchmark
  public Estimate estimate() {
    return estimator.of(body);
  }

  /** One event of a stream that passes. */
  @Benchmark
  public boolean event() {
    stream.feed(event, 0, event.length);
    return stream.hasBegun();
  }
}

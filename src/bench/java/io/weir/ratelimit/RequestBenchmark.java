package io.weir.ratelimit;

import io.weir.bench.Answer;
import io.weir.bench.Question;
import io.weir.internal.body.RequestContent;
import io.weir.internal.client.ClientAddress;
import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.path.RequestPath;
import io.weir.internal.rules.KeyResolvers;
import io.weir.internal.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

/**
 * The cost of a request without the counting: a call that matches two of twenty rules, with three
 * limits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 2, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class RequestBenchmark {

  private static final String RULES =
      """
      token:              /token                                     500000/minute
      register:           /auth/register                             500000/minute
      login:              /auth/login                                500000/minute
      refresh:            /auth/refresh                              500000/minute
      logout:       POST  /auth/logout                               500000/minute
      reset:        POST  /auth/reset, /auth/reset/{code}            500000/minute
      protected:          /protected                                 500000/minute
      schedule:     POST  /schedule-call                             500000/minute  per user
      schedules:    GET   /schedule-call/{id}                        500000/minute
      calls:        POST  /make-call/{phone}/{scenario}              500000/minute; 5000000/day
      custom-calls: POST  /make-custom-call/{phone}/{scenario_id}    500000/minute  per user
      recordings:   GET   /calls/{id}/recordings/*                   500000/minute
      realtime:           /realtime/session                          500000/minute
      scenarios:          /realtime/custom-scenario                  500000/minute
      transcripts:        /twilio-transcripts/create-with-media-url  500000/minute
      media:              /media/**                                  500000/minute
      reports:      GET   /reports/{year}/{month}                    500000/minute
      exports:      POST  /exports, /exports/{format}                500000/minute
      webhooks:     POST  /webhooks/{provider}/**                    500000/minute
      all:                /**                                        500000/minute
      """;

  private final Question request = call("198.51.100.7", Map.of());
  private final Question forwarded =
      call("10.0.0.2", Map.of("X-Forwarded-For", "203.0.113.9, 198.51.100.7"));
  private final Answer response = new Answer();
  private final RateLimitPolicy policy =
      Policies.of(RULES, Map.of("weir.trusted-proxies", "10.0.0.0/8", "weir.cluster", "none"));
  private final RateLimitHeaders headers =
      new RateLimitHeaders(
          policy.headers(), policy.reset(), policy.rules(), InstantSource.system());
  private final RequestPath path = RequestPath.of(request);
  private final CountingService counting =
      CountingService.local(new FullEntries(), new Pseudonyms(Secret.random()));
  private final List<RuleRequest> matched = matched();
  private final String identity = matched.get(0).rule().identity();
  private final Decision admitted = new RuleLimiter(counting).take(matched);
  private final RateLimitHandler handler =
      new RateLimitHandler(
          policy,
          LoginPages.NONE,
          counting,
          Optional.empty(),
          origin -> false,
          InstantSource.system(),
          new ApplicationEvents(InstantSource.system()));

  private List<RuleRequest> matched() {
    KeyResolvers none = new KeyResolvers(InstantSource.system());
    try {
      return new RuleMatcher(policy, counting.pseudonyms(), none, origin -> false)
          .match(Exchange.of(request), RequestContent.of(request), Decision.NONE)
          .requests();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Question call(String remoteAddr, Map<String, String> headers) {
    return new Question("POST", "/make-call/+4930123456/reminder", remoteAddr, headers);
  }

  /** Fails if the rules do not match as the figures say. */
  @Setup
  public void check() {
    if (policy.rules().size() != 20 || matched.size() != 2) {
      throw new IllegalStateException(matched.toString());
    }
  }

  @TearDown
  public void leave() {
    handler.close();
  }

  /** Everything that the aim covers: less than 2 µs and 1 kB. */
  @Benchmark
  public long pure() {
    return pure(request);
  }

  @Benchmark
  public long pureBehindProxy() {
    return pure(forwarded);
  }

  private long pure(Question asked) {
    int rules = matching(RequestPath.of(asked));
    ClientAddress client = policy.trustedProxies().clientOf(asked);
    headers.write(admitted, response::setHeader);
    return response.written() + rules + client.key().length();
  }

  @Benchmark
  public RequestPath path() {
    return RequestPath.of(request);
  }

  @Benchmark
  public int matching() {
    return matching(path);
  }

  private int matching(RequestPath views) {
    List<String> methods = List.of(request.getMethod());
    int matching = 0;
    for (Rule rule : policy.rules()) {
      if (rule.requests().matches(methods, views)) {
        matching++;
      }
    }
    return matching;
  }

  @Benchmark
  public ClientAddress address() {
    return policy.trustedProxies().clientOf(request);
  }

  @Benchmark
  public ClientAddress addressBehindProxy() {
    return policy.trustedProxies().clientOf(forwarded);
  }

  @Benchmark
  public long headers() {
    headers.write(admitted, response::setHeader);
    return response.written();
  }

  /** The name under which a client is stored. The aim does not cover the cost of its HMAC. */
  @Benchmark
  public String name() {
    return counting.pseudonyms().of("ip", "198.51.100.7", "", identity, "");
  }

  /** The whole filter, with a limiter that admits at once. */
  @Benchmark
  public long gate() throws Exception {
    handler.handle(request.fresh(), response, (asked, answer) -> {}, false);
    return response.written();
  }

  /** Entries that always have their tokens, so that counting costs next to nothing. */
  private static final class FullEntries implements Entries {

    @Override
    public List<ConsumptionResult> take(EntryKey entry, List<TokenRequest> requests) {
      return requests.stream().map(FullEntries::granted).toList();
    }

    private static ConsumptionResult granted(TokenRequest request) {
      List<LimitState> limits =
          request.spec().limits().stream()
              .map(
                  limit ->
                      new LimitState(
                          limit.tokens(),
                          limit.tokens() - 1,
                          Duration.ZERO,
                          Duration.ofMillis(59_500)))
              .toList();
      return new ConsumptionResult(ConsumptionResult.Outcome.GRANTED, limits, null);
    }

    @Override
    public List<ConsumptionResult> look(EntryKey entry, List<TokenRequest> requests) {
      return take(entry, requests);
    }

    @Override
    public void settle(EntryKey entry, List<Settlement> settlements) {}
  }
}

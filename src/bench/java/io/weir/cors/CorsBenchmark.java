package io.weir.cors;

import io.weir.bench.Question;
import io.weir.bench.Written;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

/** The cost of a request of a page of another origin, by the number of allowed origins. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 2, time = 1)
public class CorsBenchmark {

  /** The number of pages that send requests in turn; a power of two. Most are far down the list. */
  private static final int PAGES = 256;

  /** The number of allowed origins. */
  @Param({"1", "100", "10000"})
  public int origins = 1;

  private List<CorsRequest> requests = List.of();
  private List<CorsRequest> preflights = List.of();
  private List<Question> questions = List.of();
  private CorsProtocol protocol;
  private CorsHandler handler;
  private Filter tomcat;
  private Filter spring;
  private int next;

  @Setup
  public void allow() throws Exception {
    List<String> allowed = IntStream.range(0, origins).mapToObj(CorsBenchmark::origin).toList();
    List<String> asking =
        IntStream.range(0, PAGES).mapToObj(i -> allowed.get((i * 39 + 38) % origins)).toList();
    requests =
        asking.stream()
            .map(page -> new CorsRequest("GET", List.of(page), List.of(), List.of(), false, false))
            .toList();
    preflights =
        asking.stream()
            .map(
                page ->
                    new CorsRequest(
                        "OPTIONS",
                        List.of(page),
                        List.of("PUT"),
                        List.of("content-type,x-request-id"),
                        false,
                        false))
            .toList();
    questions =
        asking.stream()
            .map(page -> new Question("GET", "/api", "198.51.100.7", Map.of("Origin", page)))
            .toList();
    CorsPolicy policy = policy(allowed);
    protocol = new CorsProtocol(policy);
    handler =
        new CorsHandler(
            policy,
            Set.of(),
            InstantSource.system(),
            new ApplicationEvents(InstantSource.system()));
    tomcat = tomcat(allowed);
    spring = spring(allowed);
    check();
  }

  private static String origin(int number) {
    return "https://app-%d.customer-%d.example.com".formatted(number, number % 97);
  }

  private static CorsPolicy policy(List<String> allowed) {
    Settings settings =
        new Settings(
            new CorsProvider().name(),
            Map.of(
                "allowed-origins",
                String.join(",", allowed) + ", https://*.example.org",
                "allowed-methods",
                "PUT",
                "allowed-headers",
                "Content-Type, X-Request-Id"),
            SharedSettings.onThisServer(Map.of()));
    CorsPolicy policy = CorsPolicy.of(settings);
    if (!settings.check().isEmpty()) {
      throw new IllegalArgumentException(settings.check().toString());
    }
    return policy;
  }

  private static Filter tomcat(List<String> allowed) throws Exception {
    Map<String, String> params = Map.of("cors.allowed.origins", String.join(",", allowed));
    Filter filter = new org.apache.catalina.filters.CorsFilter();
    filter.init(
        (FilterConfig)
            Proxy.newProxyInstance(
                FilterConfig.class.getClassLoader(),
                new Class<?>[] {FilterConfig.class},
                (self, method, arguments) ->
                    method.getName().equals("getInitParameter")
                        ? params.get(String.valueOf(arguments[0]))
                        : null));
    return filter;
  }

  private static Filter spring(List<String> allowed) {
    CorsConfiguration configuration = new CorsConfiguration();
    configuration.setAllowedOrigins(allowed);
    configuration.setAllowedMethods(List.of("GET", "PUT"));
    return new CorsFilter(request -> configuration);
  }

  /** Fails if a filter does not behave as the figures say. */
  private void check() throws Exception {
    for (int i = 0; i < PAGES; i++) {
      long granted = "Access-Control-Allow-Origin".length();
      if (filter() < granted || tomcatFilter() < granted || springFilter() < granted) {
        throw new IllegalStateException("an origin is not granted");
      }
    }
    if (preflight().verdict() != CorsAnswer.Verdict.PREFLIGHT_GRANTED) {
      throw new IllegalStateException("a preflight is not granted");
    }
  }

  @Benchmark
  public CorsAnswer decide() {
    return protocol.answer(requests.get(next++ & (PAGES - 1)));
  }

  @Benchmark
  public CorsAnswer preflight() {
    return protocol.answer(preflights.get(next++ & (PAGES - 1)));
  }

  @Benchmark
  public long filter() throws Exception {
    Written answer = new Written();
    handler.handle(question(), answer, (request, response) -> {});
    return answer.granted();
  }

  @Benchmark
  public long tomcatFilter() throws Exception {
    return pass(tomcat);
  }

  @Benchmark
  public long springFilter() throws Exception {
    return pass(spring);
  }

  private long pass(Filter filter) throws Exception {
    Written answer = new Written();
    filter.doFilter(question(), answer, (request, response) -> {});
    return answer.granted();
  }

  private Question question() {
    return questions.get(next++ & (PAGES - 1)).fresh();
  }
}

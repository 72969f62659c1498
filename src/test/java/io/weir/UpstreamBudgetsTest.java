package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.Verdict;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests spend whose calls of a service are repeated, in a real container. */
class UpstreamBudgetsTest {

  private static final String FIVE = "hour: POST /chat $5.00/hour per global estimate $1.00";

  @TempDir private Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private HttpServer provider;

  /** The provider answers when it is open. */
  private final CountDownLatch open = new CountDownLatch(1);

  private volatile Object remaining = "";
  private volatile Object reservation = "";
  private volatile CompletableFuture<Integer> unwaited = new CompletableFuture<>();

  @BeforeEach
  void startProvider() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.setExecutor(threads);
    provider.createContext(
        "/",
        exchange -> {
          calls.incrementAndGet();
          if (exchange.getRequestURI().getPath().equals("/slow")) {
            await();
          }
          exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 503 : 200, -1);
          exchange.close();
        });
    provider.start();
  }

  private void await() {
    try {
      assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stopProvider() {
    open.countDown();
    provider.stop(0);
    threads.shutdownNow();
  }

  /** Calls the provider as a header says, and reports what another one says. */
  private final class Application extends HttpServlet {

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      remaining = request.getAttribute("io.weir.budget.remaining");
      reservation = request.getAttribute("io.weir.reservation");
      String usage = request.getHeader("Test-Usage");
      Upstream upstream = Upstream.of("openai").idempotent();
      try {
        switch (String.valueOf(request.getHeader("Test-How"))) {
          case "none" -> {}
          case "forward" -> request.getRequestDispatcher("/inner").forward(request, response);
          case "dispatch" -> request.startAsync().dispatch("/inner");
          case "slow" ->
              unwaited =
                  upstream
                      .callAsync(() -> client.sendAsync(ask("/slow"), BodyHandlers.discarding()))
                      .thenApply(HttpResponse::statusCode)
                      .toCompletableFuture();
          case "async" -> {
            AsyncContext async = request.startAsync();
            var unused =
                upstream
                    .callAsync(() -> client.sendAsync(ask("/"), BodyHandlers.discarding()))
                    .whenComplete(
                        (answer, failure) -> {
                          ((HttpServletResponse) async.getResponse())
                              .setStatus(answer == null ? 500 : answer.statusCode());
                          async.complete();
                        });
          }
          default ->
              response.setStatus(
                  upstream
                      .call(() -> client.send(ask("/"), BodyHandlers.discarding()))
                      .statusCode());
        }
      } catch (Exception e) {
        throw new IOException(e);
      }
      if (usage != null) {
        request.setAttribute("io.weir.usage", usage);
      }
    }

    private HttpRequest ask(String path) {
      return HttpRequest.newBuilder(
              URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + path))
          .build();
    }
  }

  private final class Inner extends HttpServlet {

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      new Application()
          .doPost(
              new HttpServletRequestWrapper(request) {
                @Override
                public @Nullable String getHeader(String name) {
                  return name.equals("Test-How") ? null : super.getHeader(name);
                }
              },
              response);
    }
  }

  private EmbeddedServer server(String budgets) throws Exception {
    return server(budgets, Map.of());
  }

  private EmbeddedServer server(String budgets, Map<String, String> more) throws Exception {
    EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.budget.budgets", budgets)
            .parameter("weir.upstream.openai.base", "1ms")
            .servlet("/chat", new Application())
            .servlet("/inner", new Inner())
            .declare(BudgetFilter.class, Map.of());
    more.forEach(server::parameter);
    return server.start();
  }

  private static HttpResponse<String> chat(EmbeddedServer server, String... headers)
      throws Exception {
    return server.send(
        "POST", "/chat", headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]));
  }

  /** What of a budget a request may spend that calls nothing. */
  private Object left(EmbeddedServer server) throws Exception {
    server.send("POST", "/chat", Map.of("Test-How", "none", "Test-Usage", "usd=0"));
    return remaining;
  }

  @ParameterizedTest
  @ValueSource(strings = {"call", "async", "forward", "dispatch"})
  void without_a_report_each_attempt_is_charged(String how) throws Exception {
    try (EmbeddedServer server = server(FIVE)) {
      failures.set(2);
      assertThat(chat(server, "Test-How", how).statusCode()).isEqualTo(200);
      assertThat(calls).hasValue(3);
      assertThat(left(server)).isEqualTo("2.00");
      assertThat(server.counts("budget")).contains(new Count("budget", "hour", Verdict.ALLOWED, 4));
    }
  }

  @Test
  void a_report_covers_all_attempts() throws Exception {
    try (EmbeddedServer server = server(FIVE)) {
      failures.set(2);
      chat(server, "Test-Usage", "usd=0.25");
      assertThat(calls).hasValue(3);
      assertThat(left(server)).isEqualTo("4.75");
    }
  }

  @Test
  void a_late_report_covers_all_attempts_once() throws Exception {
    try (EmbeddedServer server = server(FIVE)) {
      failures.set(2);
      chat(server, "Test-Usage", "late");
      String id = Objects.toString(reservation);
      assertThat(left(server)).isEqualTo("2.00");
      assertThat(Usage.report(id, "usd=0.25")).isTrue();
      assertThat(Usage.report(id, "usd=0.25")).isFalse();
      assertThat(left(server)).isEqualTo("4.75");
    }
  }

  /** Of what a report does not tell, each attempt costs what was reserved. */
  @Test
  void a_report_of_another_unit_leaves_the_estimates() throws Exception {
    try (EmbeddedServer server = server(FIVE)) {
      failures.set(1);
      chat(server, "Test-Usage", "seconds=10");
      assertThat(left(server)).isEqualTo("3.00");
      failures.set(1);
      chat(server, "Test-Usage", "late");
      assertThat(Usage.report(Objects.toString(reservation), "seconds=10")).isTrue();
      assertThat(left(server)).isEqualTo("1.00");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"call", "async"})
  void a_budget_that_is_nearly_spent_stops_the_repetitions(String how) throws Exception {
    try (EmbeddedServer server =
        server(
            "day: POST /chat $50.00/day per ip estimate $1.00\nhour: POST /chat $2.50/hour per global estimate $1.00")) {
      failures.set(9);
      assertThat(chat(server, "Test-How", how).statusCode()).isEqualTo(503);
      assertThat(calls).hasValue(2);
      assertThat(server.counts("budget"))
          .contains(
              new Count("budget", "hour", Verdict.REFUSED, 1),
              new Count("budget", "day", Verdict.ALLOWED, 2));
    }
  }

  @Test
  void all_budgets_that_the_request_met_reserve_or_none() throws Exception {
    try (EmbeddedServer server =
        server(
            "ip: POST /chat $9.00/hour per ip estimate $1.00\nall: POST /inner $1.50/hour per global estimate $1.00")) {
      failures.set(9);
      assertThat(chat(server, "Test-How", "forward").statusCode()).isEqualTo(503);
      assertThat(calls).hasValue(1);
      assertThat(left(server)).isEqualTo("8.00");
    }
  }

  @Test
  void an_attempt_that_does_not_begin_gives_its_reservation_back() throws Exception {
    try (EmbeddedServer server = server(FIVE, Map.of("weir.upstream.openai.limit", "2/hour"))) {
      failures.set(9);
      assertThat(chat(server).statusCode()).isEqualTo(503);
      assertThat(calls).hasValue(2);
      assertThat(left(server)).isEqualTo("3.00");
    }
  }

  @Test
  void in_shadow_a_budget_counts_and_stops_no_attempt() throws Exception {
    try (EmbeddedServer server =
        server(
            "hour: POST /chat $1.50/hour per global estimate $1.00",
            Map.of("weir.budget.mode", "shadow"))) {
      failures.set(2);
      assertThat(chat(server).statusCode()).isEqualTo(200);
      assertThat(calls).hasValue(3);
      assertThat(server.counts("budget"))
          .contains(
              new Count("budget", "hour", Verdict.ALLOWED, 1),
              new Count("budget", "hour", Verdict.WOULD_REFUSE, 2));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "weir.budget.mode, off, POST /chat $1.50/hour per global estimate $1.00",
    "weir.budget.mode, enforce, POST /elsewhere $1.50/hour per global estimate $1.00",
    "weir.budget.mode, enforce, POST /chat $1.50/hour per global estimate $1.00 except ip:127.0.0.1",
  })
  void without_a_budget_attempts_are_repeated(String setting, String value, String budgets)
      throws Exception {
    try (EmbeddedServer server = server(budgets, Map.of(setting, value))) {
      failures.set(2);
      assertThat(chat(server).statusCode()).isEqualTo(200);
      assertThat(calls).hasValue(3);
    }
  }

  @Test
  void after_the_end_of_its_request_no_attempt_is_repeated() throws Exception {
    try (EmbeddedServer server = server(FIVE)) {
      failures.set(2);
      chat(server, "Test-How", "slow");
      assertThat(left(server)).isEqualTo("4.00");
      open.countDown();
      assertThat(unwaited.get(30, TimeUnit.SECONDS)).isEqualTo(503);
      assertThat(calls).hasValue(1);
      assertThat(left(server)).isEqualTo("4.00");
    }
  }
}

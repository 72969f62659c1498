package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.Verdict;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter over real HTTP; ledgers in this JVM. */
class BudgetFilterTest {

  private static final String PRICES =
      """
      gpt-5         10.00  30.00
      gpt-realtime 100.00 200.00
      """;

  @TempDir private Path folder;

  /** Reads the body, and does what headers of the request ask for. */
  private static final class Provider extends HttpServlet {

    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicReference<Object> reservation = new AtomicReference<>();
    private final AtomicReference<Object> remaining = new AtomicReference<>();
    private final AtomicReference<Object> maxOutput = new AtomicReference<>();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      runs.incrementAndGet();
      reservation.set(request.getAttribute("io.weir.reservation"));
      remaining.set(request.getAttribute("io.weir.budget.remaining"));
      maxOutput.set(request.getAttribute("io.weir.budget.max-output-tokens"));
      int length = request.getInputStream().readAllBytes().length;
      String usage = request.getHeader("Test-Usage");
      if ("async".equals(request.getHeader("Test-How"))) {
        AsyncContext async = request.startAsync();
        async.setTimeout("timeout".equals(usage) ? 1 : 10_000);
        if (!"timeout".equals(usage)) {
          async.start(
              () -> {
                async.getRequest().setAttribute("io.weir.usage", usage);
                async.complete();
              });
        }
        return;
      }
      if ("header".equals(request.getHeader("Test-How"))) {
        response.setHeader("x-weir-usage", usage);
      } else if (usage != null) {
        request.setAttribute("io.weir.usage", usage);
      }
      if ("throw".equals(request.getHeader("Test-How"))) {
        throw new IllegalStateException("on purpose");
      }
      response.getWriter().print(length);
    }
  }

  /** Reads the body, as a filter of an application that logs it. */
  public static final class BodyReader implements Filter {

    /** Created by the container. */
    public BodyReader() {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      request.getInputStream().readAllBytes();
      chain.doFilter(request, response);
    }
  }

  private final Provider provider = new Provider();

  private EmbeddedServer server(String budgets) throws Exception {
    return server(budgets, Map.of());
  }

  private EmbeddedServer server(String budgets, Map<String, String> more) throws Exception {
    EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.budget.budgets", budgets)
            .parameter("weir.budget.prices", PRICES)
            .servlet("/chat", provider)
            .servlet("/call", provider);
    more.forEach(server::parameter);
    return server.start();
  }

  private static String body(int outputTokens) {
    return "{\"model\":\"gpt-realtime\",\"max_tokens\":%s}".formatted(outputTokens);
  }

  private static HttpResponse<String> chat(EmbeddedServer server, String body, String usage)
      throws Exception {
    return server.send("POST", "/chat", Map.of("Test-Usage", usage), body);
  }

  @Test
  void a_session_that_has_spent_five_dollars_exactly_is_told_not_to_come_back() throws Exception {
    try (EmbeddedServer server = server("session: POST /chat $5.00 in all per ip")) {
      assertThat(
              chat(server, body(10_000), "model=gpt-realtime; input=10000; output=20000")
                  .statusCode())
          .isEqualTo(200);

      HttpResponse<String> next = chat(server, body(1), "usd=0");

      assertThat(next.statusCode()).isEqualTo(403);
      assertThat(next.headers().map()).doesNotContainKey("Retry-After");
      assertThat(next.body())
          .isEqualTo(
              "{\"type\":\"urn:weir:problem:budget-exhausted\",\"title\":\"Forbidden\","
                  + "\"status\":403,\"detail\":\"Budget exhausted: session\",\"violated-policies\":[\"session\"]}");
      assertThat(provider.runs).hasValue(1);
      assertThat(server.counts("budget"))
          .contains(
              new Count("budget", "session", Verdict.ALLOWED, 1),
              new Count("budget", "session", Verdict.REFUSED, 1));
    }
  }

  @Test
  void an_hour_tells_when_to_come_back_and_a_latch_pauses_everybody() throws Exception {
    try (EmbeddedServer server =
        server(
            "hour: POST /chat $1/hour per global\nsystem: POST /call $1 in all per global reset manual")) {
      chat(server, "", "usd=1");
      HttpResponse<String> hour = chat(server, "", "usd=1");
      server.send("POST", "/call", Map.of("Test-Usage", "usd=2"));
      HttpResponse<String> latch = server.send("POST", "/call", Map.of());

      assertThat(hour.statusCode()).isEqualTo(429);
      assertThat(Integer.parseInt(hour.headers().firstValue("Retry-After").orElseThrow()))
          .isBetween(3600, 3661);
      assertThat(hour.body())
          .contains("\"Budget exceeded: hour\"", "#quota-exceeded", "\"resets\":[\"20");
      assertThat(latch.statusCode()).isEqualTo(503);
      assertThat(latch.body()).contains("The service is paused: system");
    }
  }

  @Test
  void an_estimate_that_is_larger_than_the_budget_is_refused_at_once() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global")) {
      assertThat(chat(server, body(30_000), "usd=0").statusCode()).isEqualTo(403);
      assertThat(chat(server, "{\"model\":\"gpt-5\",\"max_tokens\":1e300}", "usd=0").statusCode())
          .isEqualTo(403);
      assertThat(chat(server, body(20_000), "usd=0").statusCode()).isEqualTo(200);
      assertThat(provider.runs).hasValue(1);
    }
  }

  @Test
  void the_application_learns_what_it_may_spend() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global")) {
      chat(server, body(1000), "usd=1.25");
      chat(server, body(1000), "usd=0");

      // The prompt of 14 tokens costs 0.0014, and an output token 0.0002.
      assertThat(provider.remaining).hasValue("3.75");
      assertThat(provider.maxOutput).hasValue("18743");
    }
  }

  @Test
  void without_a_report_the_estimate_stays() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global")) {
      server.send("POST", "/chat", Map.of(), body(10_000));
      server.send("POST", "/chat", Map.of("Test-How", "throw"), body(10_000));
      chat(server, body(1), "usd=0");

      assertThat(provider.remaining).hasValue("0.997");
    }
  }

  @Test
  void usage_that_cannot_be_read_does_not_lower_the_estimate() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global")) {
      for (String hostile : List.of("usd=-5", "usd=NaN", "usd=0; usd=0", "input=-1; output=0")) {
        chat(server, body(5000), hostile);
      }

      assertThat(chat(server, body(5000), "usd=0").statusCode()).isEqualTo(429);
    }
  }

  @Test
  void unreported_free_costs_nothing_without_a_report() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global unreported free")) {
      server.send("POST", "/chat", Map.of(), body(20_000));
      chat(server, body(1), "usd=0");

      assertThat(provider.remaining).hasValue("5.00");
    }
  }

  @Test
  void asynchronous_work_reports_before_it_completes() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global")) {
      server.send("POST", "/chat", Map.of("Test-How", "async", "Test-Usage", "usd=2"), body(9));
      chat(server, body(1), "usd=0");

      assertThat(provider.remaining).hasValue("3.00");
    }
  }

  @Test
  void asynchronous_work_that_takes_too_long_is_charged_with_the_estimate() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global")) {
      server.send(
          "POST", "/chat", Map.of("Test-How", "async", "Test-Usage", "timeout"), body(10_000));
      chat(server, body(1), "usd=0");

      assertThat(provider.remaining).hasValue("2.9985");
    }
  }

  @Test
  void a_usage_header_never_leaves_and_counts_only_if_asked_for() throws Exception {
    Map<String, String> how = Map.of("Test-How", "header", "Test-Usage", "usd=1");
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global")) {
      assertThat(server.send("POST", "/chat", how, body(10_000)).headers().map())
          .doesNotContainKey("x-weir-usage");
      chat(server, body(1), "usd=0");
      assertThat(provider.remaining).hasValue("2.9985");
    }
    try (EmbeddedServer server =
        server(
            "hour: POST /chat $5.00/hour per global", Map.of("weir.budget.usage-from", "header"))) {
      server.send("POST", "/chat", how, body(10_000));
      chat(server, body(1), "usd=0");
      assertThat(provider.remaining).hasValue("4.00");
    }
  }

  @Test
  void a_late_report_settles_once() throws Exception {
    try (EmbeddedServer server =
        server(
            "talk: POST /call 600 seconds/day per global estimate 60 seconds\nhour: POST /call $5.00/hour per global")) {
      server.send("POST", "/call", Map.of("Test-Usage", "late"));
      String id = Objects.requireNonNull((String) provider.reservation.get());

      assertThat(Usage.report(id, "seconds=73; usd=0.95")).isTrue();
      assertThat(Usage.report(id, "seconds=73; usd=0.95")).isFalse();
      assertThat(Usage.report("AAAA", "usd=1")).isFalse();
      assertThatThrownBy(() -> Usage.report(id, "usd=-1"))
          .isInstanceOf(IllegalArgumentException.class);

      server.send("POST", "/call", Map.of("Test-Usage", "usd=0"));
      assertThat(provider.remaining).hasValue("4.05");
    }
  }

  @Test
  void a_model_without_a_price_is_refused() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global")) {
      assertThat(chat(server, "{\"model\":\"gpt-6\"}", "usd=0").statusCode()).isEqualTo(402);
      assertThat(provider.runs).hasValue(0);
    }
  }

  @Test
  void a_body_that_cannot_be_estimated_is_refused() throws Exception {
    try (EmbeddedServer server =
        server("hour: POST /chat $50.00/hour per global", Map.of("weir.budget.body", "70000"))) {
      assertThat(
              server
                  .send("POST", "/chat", Map.of("Content-Encoding", "gzip"), body(1))
                  .statusCode())
          .isEqualTo(415);
      assertThat(chat(server, "{\"p\":\"" + "x".repeat(80_000) + "\"}", "usd=0").statusCode())
          .isEqualTo(413);
      String chunk = "11171\r\n{" + "x".repeat(0x11171 - 1) + "\r\n0\r\n\r\n";
      assertThat(
              server
                  .raw("POST", "/app/chat", Map.of("Transfer-Encoding", "chunked"), chunk)
                  .statusCode())
          .isEqualTo(413);
    }
  }

  @Test
  void a_body_that_another_filter_has_read_costs_the_dearest() throws Exception {
    EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.budget.budgets", "hour: POST /chat $5.00/hour per global")
            .parameter("weir.budget.prices", PRICES)
            .servlet("/chat", provider)
            .declare(BodyReader.class, Map.of())
            .declare(BudgetFilter.class, Map.of());
    try (server) {
      server.start();
      server.send("POST", "/chat", Map.of(), body(1));
      server.send("POST", "/chat", Map.of("Test-Usage", "usd=0"), body(1));

      // 4096 output tokens of the dearest model, and the prompt.
      assertThat(provider.remaining).hasValue("4.1795");

      String chunk = "%x\r\n%s\r\n0\r\n\r\n".formatted(body(1).length(), body(1));
      server.raw("POST", "/app/chat", Map.of("Transfer-Encoding", "chunked"), chunk);
      server.send("POST", "/chat", Map.of("Test-Usage", "usd=0"), body(1));
      assertThat(provider.remaining).hasValue("3.3603");
    }
  }

  @Test
  void a_long_prompt_reaches_the_application_whole_behind_a_rule_that_reads_the_body()
      throws Exception {
    String prompt = "{\"model\":\"gpt-5\",\"max_tokens\":1,\"p\":\"" + "x".repeat(200_000) + "\"}";
    try (EmbeddedServer server =
        server(
            "tokens: POST /chat 1000000 tokens/hour per global",
            Map.of("weir.rate-limit.rules", "/chat 100/minute per json:/user"))) {
      HttpResponse<String> answer = chat(server, prompt, "input=5; output=5");

      assertThat(answer.body()).isEqualTo(Integer.toString(prompt.length()));
    }
  }

  @Test
  void one_client_cannot_spend_everybodys_budget() throws Exception {
    try (EmbeddedServer server =
        server(
            "hour: POST /chat $10.00/hour per global at most 20% each ip",
            Map.of("weir.trusted-proxies", "127.0.0.1"))) {
      Map<String, String> one = Map.of("X-Forwarded-For", "192.0.2.1", "Test-Usage", "usd=2");
      Map<String, String> other = Map.of("X-Forwarded-For", "192.0.2.2", "Test-Usage", "usd=2");

      assertThat(server.send("POST", "/chat", one).statusCode()).isEqualTo(200);
      assertThat(server.send("POST", "/chat", one).statusCode()).isEqualTo(429);
      assertThat(server.send("POST", "/chat", other).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void in_shadow_everything_passes_and_is_counted() throws Exception {
    try (EmbeddedServer server =
        server("hour: POST /chat $1.00/hour per global", Map.of("weir.budget.mode", "shadow"))) {
      chat(server, "", "usd=2");
      assertThat(chat(server, "", "usd=2").statusCode()).isEqualTo(200);
      assertThat(chat(server, "{\"model\":\"gpt-6\"}", "usd=2").statusCode()).isEqualTo(200);
      assertThat(server.counts("budget"))
          .contains(new Count("budget", "hour", Verdict.WOULD_REFUSE, 2));
    }
  }

  @Test
  void a_request_that_a_rate_limit_refuses_costs_nothing() throws Exception {
    try (EmbeddedServer server =
        server(
            "hour: POST /chat $5.00/hour per global",
            Map.of("weir.rate-limit.rules", "POST /chat 1/hour per header:X-Key"))) {
      server.send("POST", "/chat", Map.of("X-Key", "a", "Test-Usage", "usd=0"), body(1));
      assertThat(server.send("POST", "/chat", Map.of("X-Key", "a"), body(9)).statusCode())
          .isEqualTo(429);
      server.send("POST", "/chat", Map.of("X-Key", "b", "Test-Usage", "usd=0"), body(1));

      assertThat(provider.remaining).hasValue("5.00");
    }
  }

  @Test
  void a_request_that_a_filter_of_weir_behind_refuses_costs_nothing() throws Exception {
    EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.budget.budgets", "hour: POST /chat $5.00/hour per global")
            .parameter("weir.budget.prices", PRICES)
            .servlet("/chat", provider)
            .declare(BudgetFilter.class, Map.of())
            .declare(RateLimitFilter.class, Map.of("rules", "/chat 1/hour per user"));
    try (server) {
      server.start();
      chat(server, body(1000), "usd=0");
      assertThat(server.send("POST", "/chat", Map.of(), body(10_000)).statusCode()).isEqualTo(429);
      server.send("POST", "/chat", Map.of(), body(20_000));

      assertThat(server.counts("budget")).contains(new Count("budget", "hour", Verdict.ALLOWED, 3));
    }
  }

  @Test
  void a_request_that_a_circuit_refuses_costs_nothing() throws Exception {
    try (EmbeddedServer server =
        server(
            "hour: POST /chat $9.00/hour per global",
            Map.of(
                "weir.circuit-breaker.circuits",
                "openai: /chat after 1 failures in a row for 1 hour"))) {
      Map<String, String> fails = Map.of("Test-How", "throw");
      assertThat(server.send("POST", "/chat", fails, body(10_000)).statusCode()).isEqualTo(500);
      for (int i = 0; i < 9; i++) {
        assertThat(chat(server, body(10_000), "usd=2").statusCode()).isEqualTo(503);
      }
      assertThat(provider.runs).hasValue(1);
      assertThat(server.counts("budget"))
          .contains(new Count("budget", "hour", Verdict.ALLOWED, 10));
    }
  }

  @Test
  void a_client_that_drops_its_session_cookie_counts_as_its_address() throws Exception {
    try (EmbeddedServer server = server("session: POST /chat $1.00 in all per session")) {
      chat(server, "", "usd=1");
      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void an_administrator_resets_a_budget() throws Exception {
    try (EmbeddedServer server =
        server("system: POST /chat $1.00 in all per global reset manual")) {
      chat(server, "", "usd=1");
      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(503);

      Object reset =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("io.weir:type=Budgets,scope=\"/app\""),
                  "reset",
                  new Object[] {"system"},
                  new String[] {String.class.getName()});

      assertThat(reset).isEqualTo(true);
      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(200);
    }
  }

  private static void topUp(String... texts) throws Exception {
    String[] types = new String[texts.length];
    Arrays.fill(types, String.class.getName());
    ManagementFactory.getPlatformMBeanServer()
        .invoke(new ObjectName("io.weir:type=Budgets,scope=\"/app\""), "topUp", texts, types);
  }

  @Test
  void an_administrator_adds_to_what_is_left() throws Exception {
    try (EmbeddedServer server =
        server("hour: POST /chat $1.00/hour per global\nown: POST /call $1.00/hour per ip")) {
      chat(server, "", "usd=1.25");
      assertThat(chat(server, "", "usd=0").statusCode()).isEqualTo(429);

      topUp("hour", "$2.00");

      chat(server, "", "usd=0.5");
      assertThat(provider.remaining).hasValue("1.75");
      topUp("own", "127.0.0.1", "3");
      server.send("POST", "/call", Map.of("Test-Usage", "usd=0"));
      assertThat(provider.remaining).hasValue("4.00");
      assertThatThrownBy(() -> topUp("hour", "8.01"))
          .hasStackTraceContaining(
              "$8.01 cannot be added to hour: more than nothing is allowed, and in one period $10.00 at most.");
      assertThatThrownBy(() -> topUp("hour", "127.0.0.1", "1"))
          .hasStackTraceContaining("counts everybody together: top it up without a key");
      assertThatThrownBy(() -> topUp("own", "1")).hasStackTraceContaining("name the one");
    }
  }

  /** What can be read in two ways, or is not said in digits of ASCII, adds nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "$",
        "0",
        "-1",
        "+1",
        "$-1",
        "$$1",
        "1e3",
        "0x10",
        "1,5",
        "1.",
        "1_000",
        "1 000",
        "1\u00a0000",
        "\u0661",
        "\uff11",
        "\u0967",
        "NaN",
        "Infinity",
        "99999999999999999999999999",
        "0.00000000001",
        "EUR 1",
        "1 tokens"
      })
  void an_unclear_amount_adds_nothing(String amount) throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $1.00/hour per global")) {
      chat(server, "", "usd=1");
      assertThatThrownBy(() -> topUp("hour", amount))
          .hasRootCauseInstanceOf(IllegalArgumentException.class);
      assertThat(chat(server, "", "usd=0").statusCode()).isEqualTo(429);
    }
  }

  private static Object reset(String... texts) throws Exception {
    String[] types = new String[texts.length];
    Arrays.fill(types, String.class.getName());
    return ManagementFactory.getPlatformMBeanServer()
        .invoke(new ObjectName("io.weir:type=Budgets,scope=\"/app\""), "reset", texts, types);
  }

  @Test
  void an_administrator_names_a_user_as_requests_do() throws Exception {
    try (EmbeddedServer server = server("own: POST /chat $1.00 in all per param:user")) {
      server.send("POST", "/chat?user=alice", Map.of("Test-Usage", "usd=1"), "");
      assertThat(
              server
                  .send("POST", "/chat?user=alice", Map.of("Test-Usage", "usd=1"), "")
                  .statusCode())
          .isEqualTo(403);

      assertThat(reset("own", " Alice")).isEqualTo(true);

      assertThat(
              server
                  .send("POST", "/chat?user=alice", Map.of("Test-Usage", "usd=1"), "")
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void an_administrator_resets_what_an_address_has_spent_in_place_of_a_session() throws Exception {
    try (EmbeddedServer server = server("own: POST /chat $1.00 in all per session")) {
      chat(server, "", "usd=1");
      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(403);

      assertThat(reset("own", "127.0.0.1")).isEqualTo(true);

      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void an_administrator_resets_the_share_of_a_client() throws Exception {
    try (EmbeddedServer server =
        server("hour: POST /chat $10.00/hour per global at most 20% each ip")) {
      chat(server, "", "usd=2");
      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(429);

      assertThat(reset("hour", "127.0.0.1")).isEqualTo(true);

      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void an_administrator_resets_the_share_of_a_client_in_the_budget_of_a_key() throws Exception {
    try (EmbeddedServer server =
        server("hour: POST /chat $10.00/hour per header:X-Tenant at most 20% each ip")) {
      Map<String, String> one = Map.of("X-Tenant", "one", "Test-Usage", "usd=2");
      Map<String, String> other = Map.of("X-Tenant", "other", "Test-Usage", "usd=2");
      server.send("POST", "/chat", one);
      server.send("POST", "/chat", other);
      assertThat(server.send("POST", "/chat", one).statusCode()).isEqualTo(429);
      assertThat(reset("hour", "one")).isEqualTo(true);
      assertThat(server.send("POST", "/chat", one).statusCode()).isEqualTo(429);

      assertThat(reset("hour", "one", "127.0.0.1")).isEqualTo(true);

      assertThat(server.send("POST", "/chat", one).statusCode()).isEqualTo(200);
      assertThat(server.send("POST", "/chat", other).statusCode()).isEqualTo(429);
      assertThatThrownBy(() -> reset("hour", "", "127.0.0.1"))
          .hasStackTraceContaining("name the one to reset");
    }
    try (EmbeddedServer server =
        server("all: POST /chat $9.00/hour per global\nown: POST /chat $9.00/hour per ip")) {
      assertThat(server.port()).isPositive();
      assertThatThrownBy(() -> reset("own", "127.0.0.1", "127.0.0.1"))
          .hasStackTraceContaining("gives clients no shares: reset it without a client");
    }
  }

  @Test
  void a_key_that_cannot_be_reset_is_told() throws Exception {
    try (EmbeddedServer server =
        server(
            "both: POST /chat $1.00/hour per ip+header:X-Tenant\nall: POST /chat $9.00/hour per global")) {
      assertThat(server.port()).isPositive();
      assertThatThrownBy(() -> reset("both", "127.0.0.1"))
          .hasStackTraceContaining("a key of several parts cannot be reset");
      assertThatThrownBy(() -> reset("both")).hasStackTraceContaining("name the one to reset");
      assertThatThrownBy(() -> reset("all", "127.0.0.1"))
          .hasStackTraceContaining("reset it without a key");
    }
  }

  @Test
  void a_budget_that_is_spent_is_spent_after_a_restart(@TempDir Path state) throws Exception {
    Path secret = Files.writeString(state.resolve("secret"), "0123456789abcdef0123456789abcdef");
    Map<String, String> kept =
        Map.of("weir.budget.state-dir", state.toString(), "weir.key-secret", "file:" + secret);
    try (EmbeddedServer server = server("session: POST /chat $1.00 in all per ip", kept)) {
      chat(server, "", "usd=1");
    }
    try (EmbeddedServer server = server("session: POST /chat $1.00 in all per ip", kept)) {
      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(403);
    }
    try (EmbeddedServer server = server("session: POST /chat $3.00 in all per ip", kept);
        EmbeddedServer other = server("session: POST /chat $3.00 in all per ip", kept)) {
      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(200);
      assertThat(chat(other, "", "usd=1").statusCode()).isEqualTo(200);
      assertThat(chat(server, "", "usd=1").statusCode()).isEqualTo(403);
    }
    assertThat(provider.remaining).hasValue("1.00");
  }

  @Test
  void headers_show_what_the_clients_own_budget_has_left_and_no_other() throws Exception {
    String budgets =
        "own: POST /chat $5.00 in all; $4.00/hour per ip\nhour: POST /chat $1000.00/hour per global\ntokens: POST /chat 9000000 tokens/hour per header:X-Key";
    try (EmbeddedServer server = server(budgets)) {
      assertThat(chat(server, "", "usd=1").headers().map().keySet())
          .noneMatch(name -> name.startsWith("x-budget"));
    }
    try (EmbeddedServer server = server(budgets, Map.of("weir.budget.headers", "x-budget"))) {
      chat(server, "", "usd=1");
      HttpResponse<String> next = chat(server, "", "usd=4");
      HttpResponse<String> refused = chat(server, "", "usd=4");

      assertThat(next.headers().map())
          .containsEntry("x-budget-limit", List.of("4.00"))
          .containsEntry("x-budget-remaining", List.of("3.00"))
          .containsEntry("x-budget-unit", List.of("usd"))
          .doesNotContainKey("x-budget-reset");
      assertThat(refused.headers().firstValue("x-budget-remaining")).hasValue("0.00");
    }
    try (EmbeddedServer server =
        server(
            "hour: POST /chat $1.00/hour per global", Map.of("weir.budget.headers", "x-budget"))) {
      chat(server, "", "usd=1");
      assertThat(chat(server, "", "usd=1").headers().map().keySet())
          .noneMatch(name -> name.startsWith("x-budget"));
    }
  }

  @Test
  void mistakes_stop_the_deployment() {
    assertThatThrownBy(() -> server("hour: POST /chat $5.00/hour perr global").close())
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("BudgetFilter")
        .hasMessageContaining("Did you mean \"per\"?");
    assertThatThrownBy(
            () ->
                server(
                        "hour: POST /chat $5.00/hour",
                        Map.of("weir.budget.state-dir", folder.toRealPath().toString()))
                    .close())
        .hasMessageContaining("state-dir: needs weir.key-secret");
    assertThatThrownBy(
            () ->
                server(
                        "hour: POST /chat EUR 5.00/hour",
                        Map.of(
                            "weir.budget.unpriced", "flat $0.10",
                            "weir.budget.prices-file", "/no/such/file"))
                    .close())
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("Weir knows no exchange rates")
        .hasMessageContaining("the file cannot be read");
  }
}

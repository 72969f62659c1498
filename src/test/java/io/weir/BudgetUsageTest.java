package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.Verdict;
import io.weir.secrets.CapturedLog;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests used: counted where nobody says it, told where it is too much, kept inside. */
class BudgetUsageTest {

  private static final String HOUR = "hour: POST /chat $1.00/hour per global";
  private static final String PRICES = "gpt-5 10.00 30.00";
  private static final String ROOM = "io.weir.budget";

  @TempDir private Path folder;

  /** Reports what the headers of the request ask for, and answers as its path says. */
  private static final class Provider extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      String usage = request.getHeader("Test-Usage");
      if (usage != null) {
        request.setAttribute("io.weir.usage", usage);
      }
      switch (request.getServletPath()) {
        case "/async" -> answerLater(request);
        case "/dispatched" -> dispatch(request, response);
        case "/forwarding" -> request.getRequestDispatcher("/set").forward(request, response);
        case "/failing" -> response.sendError(500);
        case "/number" -> {
          response.setIntHeader("X-Weir-Usage", 5);
          response.addDateHeader("X-WEIR-USAGE", 5);
        }
        default -> response.addHeader("X-Weir-Usage", "usd=0.5");
      }
    }

    private static void answerLater(HttpServletRequest request) {
      AsyncContext async = request.startAsync();
      async.start(
          () -> {
            ((HttpServletResponse) async.getResponse()).setHeader("x-weir-usage", "usd=1");
            async.complete();
          });
    }

    private static void dispatch(HttpServletRequest request, HttpServletResponse response) {
      if (request.getAttribute("again") == null) {
        request.setAttribute("again", true);
        request.startAsync().dispatch();
      } else {
        response.setHeader("X-Weir-Usage", "usd=1");
      }
    }
  }

  private EmbeddedServer server(String budgets, Map<String, String> more) throws Exception {
    EmbeddedServer server = new EmbeddedServer(folder).parameter("weir.budget.budgets", budgets);
    Provider provider = new Provider();
    for (String path :
        new String[] {
          "/chat", "/set", "/async", "/dispatched", "/forwarding", "/failing", "/number", "/error"
        }) {
      server.servlet(path, provider);
    }
    more.forEach(server::parameter);
    return server.errorPage("/error").start();
  }

  private EmbeddedServer server() throws Exception {
    return server(HOUR, Map.of("weir.budget.prices", PRICES));
  }

  private static HttpResponse<String> chat(EmbeddedServer server, String usage) throws Exception {
    return server.send(
        "POST", "/chat", Map.of("Test-Usage", usage), "{\"model\":\"gpt-5\",\"max_tokens\":1}");
  }

  @Test
  void requests_of_which_nothing_is_reported_are_counted_by_their_budgets() throws Exception {
    try (EmbeddedServer server =
        server(
            HOUR + "\nall: /set, /chat 9000000 tokens in all per user",
            Map.of("weir.budget.prices", PRICES))) {
      server.send("POST", "/chat", Map.of(), "");
      chat(server, "usd=0.01; usd=0.02");
      chat(server, "usd=0.01");
      chat(server, "late");
      server.send("GET", "/set", Map.of());

      assertThat(server.counts("budget"))
          .contains(
              new Count("budget", "hour", Verdict.USAGE_MISSING, 2),
              new Count("budget", "all", Verdict.USAGE_MISSING, 3));
    }
  }

  /** In shadow, what does not fit is not held, and so it is not settled. */
  @Test
  void a_budget_that_is_overspent_is_told_once_a_minute_and_counted() throws Exception {
    try (CapturedLog log = CapturedLog.of(ROOM);
        EmbeddedServer server =
            server(
                HOUR + "\nday: POST /set $1.00/day per global at most 20% each ip",
                Map.of("weir.budget.prices", PRICES))) {
      chat(server, "usd=1");
      assertThat(log.lines()).noneMatch(line -> line.contains("WEIR-115"));
    }
    try (CapturedLog log = CapturedLog.of(ROOM);
        EmbeddedServer server =
            server(
                "hour: POST /chat $1.00/hour per global shadow",
                Map.of("weir.budget.prices", PRICES))) {
      chat(server, "usd=1.25");
      chat(server, "usd=0");
      chat(server, "usd=1");

      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WEIR-115"))
          .containsExactly(
              "WEIR-115: budget hour is overspent by $0.25, because a request cost more than was left");
      assertThat(server.counts("budget"))
          .contains(new Count("budget", "hour", Verdict.OVERDRAWN, 1));
    }
  }

  @Test
  void each_budget_tells_what_is_overspent_and_no_share_does() throws Exception {
    try (CapturedLog log = CapturedLog.of(ROOM);
        EmbeddedServer server =
            server(
                "tokens: POST /chat 100 tokens in all per global estimate 1 tokens\n"
                    + "euros: POST /chat EUR 1.00/hour per global at most 20% each ip",
                Map.of("weir.budget.prices", PRICES))) {
      chat(server, "model=gpt-5; input=5; output=135; eur=0.50");

      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WEIR-115"))
          .containsExactly(
              "WEIR-115: budget tokens is overspent by 40 tokens, because a request cost more than was left");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hour: POST /chat $1.00/hour                          |                   |            | money
          hour: POST /chat $1.00/hour                          | unpriced          | free       | money
          hour: POST /chat 60 seconds/hour                     | prices            | gpt-5 1 2  | seconds
          hour: POST /chat $1.00/hour                          | prices            | gpt-5 1 2  |
          hour: POST /chat $1.00/hour                          | unpriced          | flat $0.10 |
          hour: POST /chat $1.00/hour estimate $0.01           |                   |            |
          hour: POST /chat 60 seconds/hour estimate 9 seconds  |                   |            |
          hour: POST /chat 100 tokens/hour                     |                   |            |
          """)
  void a_budget_that_can_reserve_nothing_is_told_when_it_starts(
      String budget, String setting, String value, String reported) throws Exception {
    Map<String, String> more = setting == null ? Map.of() : Map.of("weir.budget." + setting, value);
    try (CapturedLog log = CapturedLog.of(ROOM);
        EmbeddedServer server = server(budget, more)) {
      assertThat(server.port()).isPositive();
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WEIR-116"))
          .hasSize(reported == null ? 0 : 1)
          .allMatch(
              line ->
                  line.startsWith("WEIR-116: budget hour reserves nothing")
                      && line.contains("reports in %s is charged".formatted(reported)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/chat", "/set", "/async", "/dispatched", "/forwarding", "/failing", "/number"})
  void the_header_of_usage_never_leaves_whether_a_budget_is_met_or_not(String path)
      throws Exception {
    try (EmbeddedServer server = server()) {
      HttpResponse<String> answer = server.send("POST", path, Map.of());

      assertThat(answer.headers().map()).doesNotContainKey("x-weir-usage");
    }
  }

  @Test
  void what_an_unbudgeted_request_says_before_it_is_forwarded_counts() throws Exception {
    try (EmbeddedServer server =
        server(
            "hour: POST /set $1.00/hour per global",
            Map.of("weir.budget.prices", PRICES, "weir.budget.usage-from", "header"))) {
      for (int i = 0; i < 2; i++) {
        assertThat(server.send("POST", "/forwarding", Map.of()).statusCode()).isEqualTo(200);
      }
      assertThat(server.send("POST", "/forwarding", Map.of()).statusCode()).isEqualTo(429);
    }
  }
}

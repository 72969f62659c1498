package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of budgets that are public of other products: each is a test here. */
class BudgetFaultsTest {

  @TempDir private Path folder;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);
  private final AtomicReference<Object> remaining = new AtomicReference<>();

  /** Reports what the request says. */
  private final class Provider extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      remaining.set(request.getAttribute("io.weir.budget.remaining"));
      request.getInputStream().readAllBytes();
      String usage = request.getHeader("Test-Usage");
      if ("wait".equals(usage)) {
        await();
        return;
      }
      if ("stream".equals(usage)) {
        streamUntilTheClientLeaves(response);
      }
      if (usage != null) {
        request.setAttribute("io.weir.usage", usage);
      }
    }

    private void await() {
      try {
        assertThat(goOn.await(1, TimeUnit.MINUTES)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void streamUntilTheClientLeaves(HttpServletResponse response) throws IOException {
      try (OutputStream out = response.getOutputStream()) {
        while (true) {
          out.write(new byte[65_536]);
          out.flush();
        }
      } finally {
        left.countDown();
      }
    }
  }

  private EmbeddedServer server(String budgets, Map<String, String> more) throws Exception {
    EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.budget.budgets", budgets)
            .servlet("/chat", new Provider())
            .servlet("/audio", new Provider());
    more.forEach(server::parameter);
    return server.start();
  }

  private EmbeddedServer server(String budgets) throws Exception {
    return server(budgets, Map.of("weir.budget.prices", "gpt-5 10.00 30.00"));
  }

  private static HttpResponse<String> chat(EmbeddedServer server, String usage, String body)
      throws Exception {
    return server.send("POST", "/chat", Map.of("Test-Usage", usage), body);
  }

  /** A prompt of 12 tokens at most, and 100 000 tokens of output: $3.00012. */
  private static final String DEAR = "{\"model\":\"gpt-5\",\"max_tokens\":100000}";

  @Test
  void requests_at_once_do_not_pass_a_budget_before_spending_is_recorded() throws Exception {
    try (EmbeddedServer server = server("session: POST /chat $10.00 in all per session")) {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(threads.submit(() -> chat(server, "wait", DEAR).statusCode()));
      }
      threads.shutdown();
      // Five are refused while three wait; nobody is let in before they are settled.
      int refused = 0;
      while (refused < 5) {
        refused = (int) answers.stream().filter(Future::isDone).count();
        Thread.onSpinWait();
      }
      goOn.countDown();
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }

      assertThat(statuses).filteredOn(status -> status == 200).hasSize(3);
      assertThat(statuses).filteredOn(status -> status == 429).hasSize(5);
    }
  }

  @Test
  void what_cannot_be_estimated_reserves_what_the_budget_says() throws Exception {
    try (EmbeddedServer server = server("talk: POST /audio $1.00/hour per global estimate $0.60")) {
      server.send("POST", "/audio", Map.of("Content-Type", "audio/wav"), "RIFF");
      assertThat(server.send("POST", "/audio", Map.of(), "RIFF").statusCode()).isEqualTo(429);
    }
  }

  @Test
  void an_estimate_is_given_back_and_two_hundred_and_fifty_dimes_are_twenty_five_dollars()
      throws Exception {
    try (EmbeddedServer server = server("all: POST /chat $25.00 in all per ip")) {
      for (int i = 0; i < 250; i++) {
        assertThat(chat(server, "usd=0.10", "").statusCode()).isEqualTo(200);
      }
      assertThat(remaining).hasValue("0.10");
      assertThat(chat(server, "usd=0.10", "").statusCode()).isEqualTo(403);
    }
    try (EmbeddedServer server = server("all: POST /chat $4.00 in all per ip")) {
      for (int i = 0; i < 5; i++) {
        assertThat(chat(server, "usd=0", DEAR).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void what_cost_more_than_estimated_stops_the_next_request() throws Exception {
    try (EmbeddedServer server = server("cap: POST /chat $0.45 in all per ip")) {
      String small = "{\"model\":\"gpt-5\",\"max_tokens\":10}";
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        statuses.add(chat(server, "usd=0.15", small).statusCode());
      }
      assertThat(statuses).containsExactly(200, 200, 200, 403, 403);
    }
  }

  @Test
  void a_setting_that_no_longer_exists_stops_the_deployment_instead_of_the_budget() {
    assertThatThrownBy(
            () ->
                new EmbeddedServer(folder)
                    .declare(BudgetFilter.class, Map.of("budget", "/chat $5.00/hour"))
                    .start()
                    .close())
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("Did you mean \"budgets\"?");
  }

  @Test
  void what_was_given_back_is_there_for_the_very_next_request() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $3.10/hour per global")) {
      for (int i = 0; i < 30; i++) {
        assertThat(chat(server, "usd=0", DEAR).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void without_prices_a_model_is_refused_and_never_free() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global", Map.of())) {
      assertThat(chat(server, "usd=0", DEAR).statusCode()).isEqualTo(402);
    }
  }

  @Test
  void a_request_that_costs_more_than_the_budget_is_refused_at_once_and_for_good()
      throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $3.00/hour per global")) {
      HttpResponse<String> refused = chat(server, "usd=0", DEAR);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.headers().map()).doesNotContainKey("retry-after");
    }
  }

  /** Lenient parsers skip comments and prefixes, whatever the content type is. */
  @Test
  void a_body_that_only_lenient_programs_read_is_estimated() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $0.10/hour per global")) {
      for (String start : new String[] {"// c\n", "/* c */", " # c\n", ")]}',\n", "x: ", "'"}) {
        assertThat(chat(server, "usd=0", start + DEAR).statusCode()).as(start).isEqualTo(403);
      }
      for (String type : new String[] {"image/png", "application/x-www-form-urlencoded"}) {
        assertThat(send(server, type, "// c\n" + DEAR)).as(type).isEqualTo(403);
        assertThat(send(server, type, "a=" + DEAR)).as(type).isEqualTo(200);
      }
      assertThat(chat(server, "usd=0", " \n").statusCode()).isEqualTo(200);
    }
  }

  private static int send(EmbeddedServer server, String type, String body) throws Exception {
    return server
        .send("POST", "/chat", Map.of("Test-Usage", "usd=0", "Content-Type", type), body)
        .statusCode();
  }

  @Test
  void a_client_that_leaves_in_mid_stream_pays_the_estimate() throws Exception {
    try (EmbeddedServer server = server("hour: POST /chat $5.00/hour per global")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket
            .getOutputStream()
            .write(
                "POST /app/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nTest-Usage: stream\r\nContent-Length: %s\r\n\r\n%s"
                    .formatted(DEAR.length(), DEAR)
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }
      assertThat(left.await(1, TimeUnit.MINUTES)).isTrue();
      chat(server, "usd=0", "");
      assertThat(remaining).hasValue("1.99987");
    }
  }
}

package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that the application itself handles, over real HTTP. */
class LoginsTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String PAIR =
      "pair: POST /login 3/hour per ip+param:user counting failures\n";

  @TempDir private Path folder;
  private final AtomicInteger attempts = new AtomicInteger();

  /** Accepts one password, and has many ways to answer. */
  private final class Login extends HttpServlet {

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      attempts.incrementAndGet();
      boolean right = "right".equals(request.getParameter("password"));
      String how = String.valueOf(request.getParameter("how"));
      switch (how) {
        case "attribute" -> request.setAttribute("io.weir.outcome", right ? "success" : "failure");
        case "attribute-with-other-status" -> {
          request.setAttribute("io.weir.outcome", right ? "success" : "failure");
          response.setStatus(right ? 409 : 200);
        }
        case "redirect" -> response.sendRedirect(right ? "home" : "login-failed.html;jsessionid=1");
        case "forward" -> {
          if (right) {
            response.sendRedirect("home");
          } else {
            request.getRequestDispatcher("/login-failed.html").forward(request, response);
          }
        }
        case "exception" -> {
          if (!right) {
            throw new IllegalStateException("no such user");
          }
          response.sendRedirect("home");
        }
        case "gone" -> {
          if (!right) {
            throw new IOException("the client is gone");
          }
          response.sendRedirect("home");
        }
        case "async" -> later(request, response, right);
        default -> answer(response, right);
      }
    }

    private static void answer(HttpServletResponse response, boolean right) {
      response.setStatus(right ? 302 : 401);
      if (right) {
        response.setHeader("Location", "home");
      }
    }

    private void later(HttpServletRequest request, HttpServletResponse response, boolean right) {
      AsyncContext context = request.startAsync();
      boolean never = "never".equals(request.getParameter("password"));
      context.setTimeout(never ? 1 : 30_000);
      if (never) {
        context.addListener(new LateAnswer(response));
        return;
      }
      context.start(
          () -> {
            answer(response, right);
            context.complete();
          });
    }
  }

  /** Answers 200 when the asynchronous request times out. */
  private record LateAnswer(HttpServletResponse response) implements AsyncListener {

    @Override
    public void onTimeout(AsyncEvent event) {
      response.setStatus(200);
      event.getAsyncContext().complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private static final class Front extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      request.startAsync().dispatch("/login");
    }
  }

  private static final class Page extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(request.getServletPath());
    }
  }

  private EmbeddedServer server(String rules) throws Exception {
    Path webInf = Files.createDirectories(folder.resolve("app/WEB-INF"));
    Files.writeString(
        webInf.resolve("web.xml"),
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
          <login-config>
            <auth-method>FORM</auth-method>
            <form-login-config>
              <form-login-page>/login.html</form-login-page>
              <form-error-page>/login-failed.html</form-error-page>
            </form-login-config>
          </login-config>
        </web-app>
        """);
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", rules)
        .parameter("weir.trusted-proxies", "127.0.0.1")
        .servlet("/login", new Login())
        .servlet("/login-failed.html", new Page())
        .servlet("/home", new Page())
        .servlet("/front", new Front())
        .start();
  }

  private static int login(EmbeddedServer server, String address, String user, String password)
      throws Exception {
    return login(server, address, user, password, "status").statusCode();
  }

  private static HttpResponse<String> login(
      EmbeddedServer server, String address, String user, String password, String how)
      throws Exception {
    return server.send(
        "POST",
        "/login",
        Map.of("Content-Type", FORM, "X-Forwarded-For", address),
        "user=%s&password=%s&how=%s"
            .formatted(URLEncoder.encode(user, StandardCharsets.UTF_8), password, how));
  }

  @Test
  void who_logs_in_is_never_refused() throws Exception {
    try (EmbeddedServer server = server(PAIR)) {
      for (int i = 0; i < 20; i++) {
        assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(302);
      }
    }
  }

  @Test
  void after_too_many_failures_not_even_the_right_password_is_looked_at() throws Exception {
    try (EmbeddedServer server = server(PAIR)) {
      for (int i = 0; i < 3; i++) {
        assertThat(login(server, "192.0.2.1", "alice", "wrong")).isEqualTo(401);
      }
      assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(429);
      assertThat(attempts).hasValue(3);
      assertThat(login(server, "192.0.2.1", "bob", "right")).isEqualTo(302);
      assertThat(login(server, "192.0.2.2", "alice", "right")).isEqualTo(302);
    }
  }

  @Test
  void a_success_forgets_the_failures_of_that_name_at_that_address_only() throws Exception {
    try (EmbeddedServer server =
        server(PAIR + "address: POST /login 7/hour per ip counting failures")) {
      for (int i = 0; i < 2; i++) {
        login(server, "192.0.2.1", "alice", "wrong");
        login(server, "192.0.2.1", "bob", "wrong");
      }
      assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(302);
      // The success has reset Alice's pair, so two more attempts pass, then Bob's third. Then the
      // address has no tokens left.
      assertThat(login(server, "192.0.2.1", "alice", "wrong")).isEqualTo(401);
      assertThat(login(server, "192.0.2.1", "alice", "wrong")).isEqualTo(401);
      assertThat(login(server, "192.0.2.1", "bob", "wrong")).isEqualTo(401);
      assertThat(login(server, "192.0.2.1", "carol", "right")).isEqualTo(429);
      assertThat(login(server, "192.0.2.2", "bob", "wrong")).isEqualTo(401);
    }
  }

  /** An attacker who logs in to an account of their own gains no attempts at other accounts. */
  @Test
  void an_address_own_count_is_never_reset() throws Exception {
    try (EmbeddedServer server = server("address: POST /login 4/hour per ip counting failures")) {
      int looked = 0;
      for (int i = 0; i < 10; i++) {
        login(server, "192.0.2.1", "mallory", "right");
        looked += login(server, "192.0.2.1", "victim" + i, "wrong") == 401 ? 1 : 0;
      }
      assertThat(looked).isEqualTo(4);
    }
  }

  @Test
  void whoever_knows_a_name_cannot_lock_its_owner_out_where_he_logs_in() throws Exception {
    try (EmbeddedServer server =
        server(
            PAIR
                + "name: POST /login 5/hour per param:user counting failures sparing known block 1 day")) {
      assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(302);
      for (int i = 0; i < 20; i++) {
        login(server, "198.51.100." + i, "alice", "wrong");
      }
      assertThat(login(server, "198.51.100.99", "alice", "right")).isEqualTo(429);
      assertThat(attempts).hasValue(6);
      // Alice may be another account.
      assertThat(login(server, "192.0.2.1", "Alice", "right")).isEqualTo(429);
      assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(302);
      // An address is known only for the names that have logged in there.
      for (int i = 0; i < 20; i++) {
        login(server, "198.51.100." + i, "bob", "wrong");
      }
      assertThat(login(server, "192.0.2.1", "bob", "right")).isEqualTo(429);
      // At a known address, the rule per pair still applies.
      for (int i = 0; i < 3; i++) {
        assertThat(login(server, "192.0.2.1", "alice", "wrong")).isEqualTo(401);
      }
      assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(429);
    }
  }

  /** A container's own servlet answers OPTIONS with 200 to anybody. */
  @Test
  void a_preflight_logs_nobody_in() throws Exception {
    try (EmbeddedServer server =
        server("name: POST /login 3/hour per param:user counting failures sparing known")) {
      Map<String, String> preflight =
          Map.of(
              "X-Forwarded-For",
              "198.51.100.7",
              "Origin",
              "https://app.example.com",
              "Access-Control-Request-Method",
              "POST");
      assertThat(server.send("OPTIONS", "/login?user=alice", preflight).statusCode())
          .isEqualTo(200);
      for (int i = 0; i < 3; i++) {
        assertThat(login(server, "198.51.100.7", "alice", "wrong")).isEqualTo(401);
      }
      assertThat(login(server, "198.51.100.7", "alice", "wrong")).isEqualTo(429);
    }
  }

  @Test
  void a_login_behind_an_asynchronous_dispatch_gets_its_token_back() throws Exception {
    try (EmbeddedServer server =
        server(PAIR.replace("POST /login", "/login") + "all: /** 1000/hour per ip")) {
      for (int i = 0; i < 9; i++) {
        assertThat(server.send("POST", "/front?user=alice&password=right", Map.of()).statusCode())
            .isEqualTo(302);
      }
      for (int i = 0; i < 3; i++) {
        server.send("POST", "/front?user=alice&password=wrong", Map.of());
      }
      assertThat(server.send("POST", "/front?user=alice&password=right", Map.of()).statusCode())
          .isEqualTo(429);
    }
  }

  /** In some charsets a name has any number of spellings. */
  @ParameterizedTest
  @ValueSource(strings = {"ISO-2022-JP", "UTF-16BE", "UTF-7"})
  void a_form_in_a_strange_charset_counts_as_the_address(String charset) throws Exception {
    try (EmbeddedServer server = server(PAIR)) {
      Map<String, String> headers =
          Map.of("Content-Type", FORM + ";charset=" + charset, "X-Forwarded-For", "192.0.2.1");
      String escape = "%1B%28%42";
      int refused = 0;
      for (int i = 0; i < 6; i++) {
        String body = "user=a" + escape.repeat(i) + "lice&password=wrong";
        refused += server.send("POST", "/login", headers, body).statusCode() == 429 ? 1 : 0;
      }
      assertThat(refused).isEqualTo(charset.equals("UTF-7") ? 0 : 3);
    }
  }

  @Test
  void of_many_guesses_at_once_no_more_than_the_limit_are_looked_at() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(40);
    try (EmbeddedServer server = server(PAIR)) {
      List<Callable<Integer>> guesses = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        guesses.add(() -> login(server, "192.0.2.1", "alice", "wrong"));
      }
      int refused = 0;
      for (Future<Integer> answer : threads.invokeAll(guesses)) {
        refused += answer.get() == 429 ? 1 : 0;
      }
      assertThat(attempts).hasValue(3);
      assertThat(refused).isEqualTo(197);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "attribute",
        "attribute-with-other-status",
        "redirect",
        "forward",
        "exception",
        "gone",
        "async"
      })
  void aFailureIsOneHoweverTheApplicationSaysIt(String how) throws Exception {
    try (EmbeddedServer server = server(PAIR)) {
      for (int i = 0; i < 9; i++) {
        assertThat(login(server, "192.0.2.1", "alice", "right", how).statusCode())
            .isNotEqualTo(429);
      }
      for (int i = 0; i < 3; i++) {
        assertThat(login(server, "192.0.2.1", "alice", "wrong", how).statusCode())
            .isNotEqualTo(429);
      }
      assertThat(login(server, "192.0.2.1", "alice", "right", how).statusCode()).isEqualTo(429);
    }
  }

  @Test
  void an_attempt_that_never_ends_is_a_failure() throws Exception {
    try (EmbeddedServer server = server(PAIR)) {
      for (int i = 0; i < 3; i++) {
        assertThat(login(server, "192.0.2.1", "alice", "never", "async").statusCode())
            .isEqualTo(200);
      }
      assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(429);
    }
  }

  @Test
  void what_another_rule_refuses_is_no_failure() throws Exception {
    try (EmbeddedServer server = server(PAIR + "all: /** 2/hour per global")) {
      login(server, "192.0.2.1", "alice", "wrong");
      login(server, "192.0.2.1", "alice", "wrong");
      HttpResponse<String> refused = login(server, "192.0.2.1", "alice", "right", "status");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("\"violated-policies\":[\"all\"]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ALICE", " alice ", "ａｌｉｃｅ", "\u00a0Alice\u2003", "alIce\u0000", "\u0000alice"})
  void a_name_is_one_however_it_is_written(String spelling) throws Exception {
    try (EmbeddedServer server = server(PAIR)) {
      for (int i = 0; i < 3; i++) {
        login(server, "192.0.2.1", spelling, "wrong");
      }
      assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(429);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\u3000"})
  void an_empty_name_counts_as_the_address(String empty) throws Exception {
    try (EmbeddedServer server = server(PAIR)) {
      for (int i = 0; i < 3; i++) {
        assertThat(login(server, "192.0.2.1", empty, "wrong")).isEqualTo(401);
      }
      // A success without a name does not reset the bucket of the address.
      assertThat(login(server, "192.0.2.1", empty, "right")).isEqualTo(429);
      assertThat(login(server, "192.0.2.2", empty, "right")).isEqualTo(302);
      assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(302);
    }
  }

  /** Answers 200 to one body, and reports how many bytes it read. */
  private static final class JsonLogin extends HttpServlet {
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] body = request.getInputStream().readAllBytes();
      response.setStatus(new String(body, StandardCharsets.UTF_8).contains("right") ? 200 : 401);
      response.getWriter().print(body.length);
    }
  }

  private EmbeddedServer jsonServer() throws Exception {
    return new EmbeddedServer(folder)
        .parameter(
            "weir.rate-limit.rules",
            "json: POST /json 3/hour per ip+json:/user/name counting failures")
        .servlet("/json", new JsonLogin())
        .start();
  }

  private static HttpResponse<String> json(EmbeddedServer server, String body) throws Exception {
    return server.send("POST", "/json", Map.of("Content-Type", "application/json"), body);
  }

  @Test
  void a_login_by_json_counts_by_the_name() throws Exception {
    try (EmbeddedServer server = jsonServer()) {
      String wrong = "{\"user\":{\"name\":\"%s\"},\"password\":\"wrong\"}";
      for (int i = 0; i < 3; i++) {
        assertThat(json(server, wrong.formatted("alice")).statusCode()).isEqualTo(401);
      }
      assertThat(json(server, wrong.formatted("\\u0041lice")).statusCode()).isEqualTo(429);
      assertThat(json(server, wrong.formatted("bob")).statusCode()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"user\":{\"name\":\"alice\"}",
        "{\"user\":{\"name\":\"alice\",\"name\":\"bob\"}}",
        "{\"user\":{\"name\":[\"alice\"]}}",
        "{\"user\":{\"name\":null}}",
        "{\"user\":\"alice\"}",
        "user=alice",
        "TOO LONG"
      })
  void aBodyThatIsNotClearCountsAsTheAddressAndArrivesWhole(String written) throws Exception {
    String body = written.equals("TOO LONG") ? "{\"a\":\"" + "x".repeat(70_000) + "\"}" : written;
    try (EmbeddedServer server = jsonServer()) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer = json(server, body);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(Integer.toString(body.length()));
      }
      assertThat(json(server, "{}").statusCode()).isEqualTo(429);
    }
  }

  /** Some programs treat 1 and "1" as one name; others do not accept 1 as a name. */
  @Test
  void a_number_counts_as_its_digits_and_as_the_address() throws Exception {
    try (EmbeddedServer server = jsonServer()) {
      for (int i = 0; i < 3; i++) {
        assertThat(json(server, "{\"user\":{\"name\":1000}}").statusCode()).isEqualTo(401);
      }
      assertThat(json(server, "{\"user\":{\"name\":\"1000\"}}").statusCode()).isEqualTo(429);
      assertThat(json(server, "{\"user\":{\"name\":2}}").statusCode()).isEqualTo(429);
      assertThat(json(server, "{}").statusCode()).isEqualTo(429);
      assertThat(json(server, "{\"user\":{\"name\":\"2\"}}").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void a_strange_name_is_counted_and_never_logged() throws Exception {
    List<String> logged = new ArrayList<>();
    Handler all =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            synchronized (logged) {
              logged.add(line.getMessage() + " " + line.getThrown());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger weir = Logger.getLogger("io.weir");
    weir.addHandler(all);
    weir.setLevel(Level.ALL);
    try (EmbeddedServer server = jsonServer()) {
      for (String name :
          List.of("canary".repeat(1700), "canary\\u0000", "canary\\ud800", "\\udc00canary")) {
        String body = "{\"user\":{\"name\":\"%s\"}}".formatted(name);
        for (int i = 0; i < 3; i++) {
          assertThat(json(server, body).statusCode()).isEqualTo(401);
        }
        assertThat(json(server, body).statusCode()).isEqualTo(429);
      }
    } finally {
      weir.setLevel(null);
      weir.removeHandler(all);
    }
    assertThat(logged).isNotEmpty().noneMatch(line -> line.contains("canary"));
  }

  @Test
  void a_block_outlasts_the_limit() throws Exception {
    try (EmbeddedServer server =
        server("a: POST /login 1/second per ip counting failures block 10 minutes")) {
      assertThat(login(server, "192.0.2.1", "alice", "wrong")).isEqualTo(401);
      HttpResponse<String> blocked = login(server, "192.0.2.1", "alice", "right", "status");
      while (blocked.statusCode() != 429) {
        login(server, "192.0.2.1", "alice", "wrong");
        blocked = login(server, "192.0.2.1", "alice", "right", "status");
      }
      assertThat(blocked.headers().firstValue("Retry-After")).contains("600");
      assertThat(blocked.headers().firstValue("X-RateLimit-Remaining")).contains("0");
      assertThat(blocked.headers().firstValue("RateLimit")).contains("\"a\";r=0;t=600");
    }
  }
}

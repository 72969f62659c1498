package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application shows as the outcome of a login, and what Weir takes for a success. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginOutcomesTest {

  private static final AtomicInteger ADDRESSES = new AtomicInteger();

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String PAIR =
      "pair: /do/login, /login.html 3/hour per ip+param:user counting failures";

  @TempDir private Path root;
  private @Nullable EmbeddedServer shared;
  private int applications;
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  /**
   * A login that shows a right and a wrong password as the parameters {@code right} and {@code
   * wrong} say: a status, or a location.
   */
  private final class Login extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      boolean right = "right".equals(request.getParameter("password"));
      String how = request.getParameter(right ? "right" : "wrong");
      if (how == null) {
        byte[] body = request.getInputStream().readAllBytes();
        response.setStatus(new String(body, StandardCharsets.UTF_8).contains("right") ? 200 : 401);
        return;
      }
      for (String step : how.split(",")) {
        step(step, request, response);
      }
    }

    private void step(String step, HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      switch (step) {
        case "change" -> {
          request.getSession();
          request.changeSessionId();
        }
        case "create" -> request.getSession();
        case "renew" -> {
          request.getSession().invalidate();
          request.getSession();
        }
        case "migrate" -> {
          HttpSession old = request.getSession();
          old.setAttribute("cart", "full");
          Object cart = old.getAttribute("cart");
          old.invalidate();
          request.getSession().setAttribute("cart", cart);
        }
        case "invalidate" -> request.getSession().invalidate();
        case "wait" -> await();
        case "login" -> request.login("alice", "secret");
        case "outcome" -> request.setAttribute("io.weir.outcome", "success");
        case "forward" -> request.getRequestDispatcher("/home").forward(request, response);
        default -> {
          if (step.matches("[0-9]+")) {
            response.setStatus(Integer.parseInt(step));
          } else {
            response.setStatus(302);
            response.setHeader("Location", step);
          }
        }
      }
    }

    private void await() {
      entered.countDown();
      try {
        released.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Page extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getParameter("session") != null) {
        request.getSession();
      }
      if (request.getParameter("change") != null) {
        request.changeSessionId();
      }
      response.getWriter().print("page");
    }
  }

  private EmbeddedServer server(String rules) throws Exception {
    Path folder = root.resolve("server-" + ++applications);
    Path webInf = Files.createDirectories(folder.resolve("app/WEB-INF"));
    Files.writeString(
        webInf.resolve("web.xml"),
        """
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
          <login-config>
            <auth-method>FORM</auth-method>
            <form-login-config>
              <form-login-page>/login.html</form-login-page>
              <form-error-page>/failed.html</form-error-page>
            </form-login-config>
          </login-config>
        </web-app>
        """);
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", rules)
        .parameter("weir.trusted-proxies", "127.0.0.1")
        .user("alice", "secret")
        .servlet("/do/login", new Login())
        .servlet("/login.html", new Login())
        .servlet("/home", new Page())
        .start();
  }

  private EmbeddedServer shared() throws Exception {
    if (shared == null) {
      shared = server(PAIR);
    }
    return shared;
  }

  @AfterAll
  void stop() throws Exception {
    if (shared != null) {
      shared.close();
    }
  }

  /** Headers of a client at an address of its own. */
  private static Map<String, String> from(String... header) {
    Map<String, String> headers = new HashMap<>();
    headers.put("X-Forwarded-For", "192.0.2." + ADDRESSES.incrementAndGet());
    if (header.length == 2) {
      headers.put(header[0], header[1]);
    }
    return headers;
  }

  private static HttpResponse<String> login(
      EmbeddedServer server, String password, String how, Map<String, String> headers)
      throws Exception {
    return login(server, "/do/login", password, how, headers);
  }

  private static HttpResponse<String> login(
      EmbeddedServer server, String path, String password, String how, Map<String, String> headers)
      throws Exception {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", FORM);
    return server.send(
        "POST",
        path,
        all,
        "user=alice&password=%s&%s=%s".formatted(password, password, encoded(how)));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Map<String, String> session(EmbeddedServer server) throws Exception {
    String cookie =
        server
            .send("GET", "/home?session", Map.of())
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    return Map.of("Cookie", cookie.split(";")[0]);
  }

  private static List<Integer> four(
      EmbeddedServer server, String password, String how, Map<String, String> headers)
      throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      statuses.add(login(server, password, how, headers).statusCode());
    }
    return statuses;
  }

  /** The answers by which applications show a wrong password, and some that look like a success. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "200",
        "201",
        "204",
        "create,200",
        "invalidate,200",
        "forward",
        "login?error",
        "./login?error=1",
        "/app/do/login",
        "/app/do/login?next=/home",
        "/app/do/login/",
        "/app/do/login;jsessionid=1?error",
        "/app/do/%6cogin?error",
        "/app/do/./login",
        "/app/x/../do/login?error",
        "//127.0.0.1/app/do/login",
        "/%61pp/do/login",
        "http://127.0.0.1/app/do/login?error",
        "/portal/do/login?error",
        "https://www.example.com/portal/login.html?error",
        "https://login.example.com/app/do/login?error",
        "/app/signin?error",
        "/app/signin",
        "/app/login.html",
        "/app/login.html?error",
        "/app/failed.html?why=1",
        "/app/failed.html;x=1#top",
        "/app//failed.html",
        "?error",
        "#error",
        "/app/home%zz",
        "http://[/home"
      })
  void what_proves_nothing_forgives_nothing(String how) throws Exception {
    EmbeddedServer server = shared();
    Map<String, String> form = from("Referer", "http://127.0.0.1/app/signin?x=1");
    assertThat(four(server, "wrong", how, form)).endsWith(429).containsOnlyOnce(429);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/home",
        "/app/home?from=login",
        "/app/home;jsessionid=1",
        "../home",
        "http://127.0.0.1/app/home",
        "/",
        "/app/",
        "/app/do/login-ok",
        "https://app.example.com/",
        "login,200",
        "login,/app/do/login",
        "outcome,200",
        "outcome,404"
      })
  void what_proves_a_success_gives_the_token_back(String how) throws Exception {
    EmbeddedServer server = shared();
    assertThat(four(server, "right", how, from())).doesNotContain(429);
    Map<String, String> form = from("Referer", "http://127.0.0.1/app/signin?x=1");
    assertThat(four(server, "right", how, form)).doesNotContain(429);
  }

  @ParameterizedTest
  @ValueSource(strings = {"change,200", "change,/app/do/login"})
  void a_session_that_gets_another_id_proves_a_success(String how) throws Exception {
    EmbeddedServer server = shared();
    Map<String, String> address = from();
    for (int i = 0; i < 5; i++) {
      Map<String, String> headers = new HashMap<>(session(server));
      headers.putAll(address);
      assertThat(login(server, "right", how, headers).statusCode()).isNotEqualTo(429);
    }
  }

  /** Applications begin a new session on errors, too, with or without what was in the old one. */
  @ParameterizedTest
  @ValueSource(
      strings = {"renew,200", "renew,/app/do/login", "invalidate,create,200", "migrate,200"})
  void a_session_that_is_replaced_proves_nothing(String how) throws Exception {
    EmbeddedServer server = shared();
    Map<String, String> address = from();
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Map<String, String> headers = new HashMap<>(session(server));
      headers.putAll(address);
      statuses.add(login(server, "wrong", how, headers).statusCode());
    }
    assertThat(statuses).endsWith(429).containsOnlyOnce(429);
  }

  /** Logins that replace the session of whoever has logged in. */
  @ParameterizedTest
  @ValueSource(strings = {"renew,/app/home", "migrate,/app/home", "renew,login,200"})
  void a_login_that_replaces_the_session_proves_it_otherwise(String how) throws Exception {
    EmbeddedServer server = shared();
    Map<String, String> address = from();
    for (int i = 0; i < 5; i++) {
      Map<String, String> headers = new HashMap<>(session(server));
      headers.putAll(address);
      assertThat(login(server, "right", how, headers).statusCode()).isNotEqualTo(429);
    }
  }

  /** A page may make a session for whoever has none: that is no login. */
  @ParameterizedTest
  @ValueSource(strings = {"change,200", "renew,200"})
  void a_session_that_was_not_there_before_proves_nothing(String how) throws Exception {
    Map<String, String> stale = from("Cookie", "JSESSIONID=0123456789ABCDEF0123456789ABCDEF");
    assertThat(four(shared(), "wrong", how, stale)).endsWith(429).containsOnlyOnce(429);
  }

  /** The client may log in to its own account beside a guess, in the same session. */
  @Test
  void what_another_request_does_to_the_session_proves_nothing() throws Exception {
    try (EmbeddedServer server = server(PAIR.replace("3/hour", "1/hour"))) {
      Map<String, String> session = session(server);
      CompletableFuture<Integer> guess =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return login(server, "wrong", "wait,200", session).statusCode();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(server.send("GET", "/home?change", session).statusCode()).isEqualTo(200);
      released.countDown();
      assertThat(guess.get(10, TimeUnit.SECONDS)).isEqualTo(200);
      assertThat(login(server, "wrong", "200", Map.of()).statusCode()).isEqualTo(429);
    }
  }

  /** Only the container logs in there; a redirect, a status, a session of the page do not. */
  @ParameterizedTest
  @ValueSource(strings = {"200", "/app/home", "change,200", "renew,/app/home"})
  void a_post_to_the_page_of_the_containers_login_is_no_success(String how) throws Exception {
    EmbeddedServer server = shared();
    Map<String, String> address = from();
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Map<String, String> headers = new HashMap<>(session(server));
      headers.putAll(address);
      statuses.add(login(server, "/login.html", "right", how, headers).statusCode());
    }
    assertThat(statuses).endsWith(429).containsOnlyOnce(429);
  }

  @Test
  void a_login_by_json_says_it_by_its_status() throws Exception {
    try (EmbeddedServer server =
        server("pair: /do/login 3/hour per ip+json:/user counting failures")) {
      assertThat(json(server, "/do/login", "right", 5)).containsOnly(200);
      assertThat(json(server, "/do/login", "wrong", 4)).containsExactly(401, 401, 401, 429);
    }
  }

  /** The page of a login, its OPTIONS and a logout at the same path answer 200 to anybody. */
  @ParameterizedTest
  @CsvSource({
    "OPTIONS, /do/login, Accept",
    "GET, /do/login, Accept",
    "HEAD, /do/login, Accept",
    "DELETE, /do/login, Accept",
    "PATCH, /do/login, Accept",
    "PUT, /do/login, Accept",
    "ANY, /do/login, Accept",
    "POST, /do/login, X-HTTP-Method-Override",
    "POST, /do/login, X-HTTP-Method",
    "POST, /do/login, X-Method-Override",
    "POST, /do/login?_method=OPTIONS, Accept"
  })
  void a_status_of_another_method_forgives_nothing(String method, String path, String header)
      throws Exception {
    for (String option : List.of("", " success on status 200")) {
      Map<String, String> client = from("Content-Type", "application/json");
      Map<String, String> other = new HashMap<>(client);
      other.put(header, "OPTIONS");
      try (EmbeddedServer server =
          server("pair: /do/login 3/hour per ip+json:/user counting failures" + option)) {
        assertThat(guesses(server, client, 2)).containsExactly(401, 401);
        for (int i = 0; i < 5; i++) {
          assertThat(
                  server
                      .send(method, path, other, "{\"user\":\"alice\",\"note\":\"right\"}")
                      .statusCode())
              .isEqualTo(200);
        }
        assertThat(guesses(server, client, 2)).containsExactly(401, 429);
      }
    }
  }

  @Test
  void a_status_of_a_method_that_the_rule_names_forgives() throws Exception {
    Map<String, String> client = from("Content-Type", "application/json");
    try (EmbeddedServer server =
        server("pair: POST|PUT /do/login 3/hour per ip+json:/user counting failures")) {
      assertThat(guesses(server, client, 2)).containsExactly(401, 401);
      server.send("PUT", "/do/login", client, "{\"user\":\"alice\",\"note\":\"right\"}");
      assertThat(guesses(server, client, 4)).containsExactly(401, 401, 401, 429);
    }
  }

  private static List<Integer> guesses(EmbeddedServer server, Map<String, String> client, int times)
      throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      statuses.add(server.send("POST", "/do/login", client, "{\"user\":\"alice\"}").statusCode());
    }
    return statuses;
  }

  /** A page sends whoever is logged in already on, with his own session and the name of another. */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "DELETE"})
  void a_page_that_redirects_forgives_nothing(String method) throws Exception {
    Map<String, String> address = from();
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      statuses.add(
          shared()
              .send(method, "/do/login?user=alice&password=wrong&wrong=/app/home", address)
              .statusCode());
    }
    assertThat(statuses).endsWith(429).containsOnlyOnce(429);
  }

  @Test
  void a_redirect_of_a_user_who_is_logged_in_already_forgives_nothing() throws Exception {
    Filter loggedIn =
        (request, response, chain) ->
            chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                  @Override
                  public Principal getUserPrincipal() {
                    return () -> "mallory";
                  }
                },
                response);
    try (EmbeddedServer server =
        new EmbeddedServer(Files.createDirectories(root.resolve("logged-in")))
            .parameter("weir.rate-limit.rules", PAIR)
            .filter(loggedIn)
            .filter(new RateLimitFilter())
            .servlet("/do/login", new Login())
            .start()) {
      assertThat(four(server, "wrong", "/app/home", Map.of())).endsWith(429);
    }
  }

  @Test
  void a_rule_by_address_alone_knows_a_login_by_json_too() throws Exception {
    try (EmbeddedServer server = server("a: /do/login 3/hour per ip counting failures")) {
      assertThat(json(server, "/do/login", "right", 5)).containsOnly(200);
      assertThat(json(server, "/do/login", "wrong", 4)).containsExactly(401, 401, 401, 429);
    }
  }

  /** Whoever calls his form JSON has its fields in the query, where a servlet finds them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/problem+json",
        "text/plain",
        "multipart/form-data;boundary=x",
        "application/x-www-form-urlencoded"
      })
  void a_form_that_is_called_otherwise_is_one(String type) throws Exception {
    for (String rule :
        List.of(
            "a: /do/login 3/hour per ip counting failures",
            "a: /do/login 3/hour per ip+param:user counting failures",
            "a: /do/login 3/hour per ip+param:user counting failures\nb: /do/login 9/hour per ip+json:/user counting failures")) {
      try (EmbeddedServer server = server(rule.replace("\\n", "\n"))) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          statuses.add(
              server
                  .send(
                      "POST",
                      "/do/login?user=alice&password=wrong&wrong=200",
                      Map.of("Content-Type", type),
                      "{\"user\":\"alice\"}")
                  .statusCode());
        }
        assertThat(statuses).as(rule).endsWith(429);
      }
    }
  }

  private static List<Integer> json(EmbeddedServer server, String path, String password, int times)
      throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      statuses.add(
          server
              .send(
                  "POST",
                  path,
                  Map.of("Content-Type", "application/json"),
                  "{\"user\":\"alice\",\"password\":\"%s\"}".formatted(password))
              .statusCode());
    }
    return statuses;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "success on status 200         | 200             | /app/home",
        "success on status 204, 303    | 204             | 200",
        "success on status 302         | /app/do/login   | 200",
        "success on redirect           | /app/home       | 200",
        "success on redirect           | /app/signin     | /app/do/login",
        "success on redirect           | /app/home       | change,200",
        "success on redirect           | /app/home       | /app/failed.html",
        "success on session            | change,200      | /app/home",
        "success on session            | renew,200       | /app/home",
        "success on session            | login,200       | create,/app/home",
      })
  void a_rule_says_what_a_success_looks_like(String option, String right, String wrong)
      throws Exception {
    try (EmbeddedServer server = server(PAIR + " " + option)) {
      Map<String, String> address = from("Referer", "http://127.0.0.1/app/signin");
      for (int i = 0; i < 5; i++) {
        Map<String, String> headers = new HashMap<>(session(server));
        headers.putAll(address);
        assertThat(login(server, "right", right, headers).statusCode()).isNotEqualTo(429);
      }
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Map<String, String> headers = new HashMap<>(session(server));
        headers.putAll(address);
        statuses.add(login(server, "wrong", wrong, headers).statusCode());
      }
      assertThat(statuses).endsWith(429).containsOnlyOnce(429);
    }
  }

  /** Jakarta Servlet 6.0: a context path is told as the client wrote it. */
  @ParameterizedTest
  @ValueSource(
      strings = {"/%61pp/do/login", "/app/do;x=1/login", "//app/do/login", "/app//do/login"})
  void the_error_page_is_known_however_the_login_is_spelled(String target) throws Exception {
    try (EmbeddedServer server = server("pair: /** 3/hour per ip counting failures")) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(
            server
                .raw(
                    "POST",
                    target,
                    Map.of("Content-Type", FORM),
                    "user=alice&password=wrong&wrong=" + encoded("/app/failed.html?x"))
                .statusCode());
      }
      assertThat(statuses).endsWith(429);
    }
  }

  @Test
  void twenty_attempts_that_all_end_alike_are_told_once() throws Exception {
    List<String> logged = new ArrayList<>();
    Handler lines =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            synchronized (logged) {
              logged.add(line.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger weir = Logger.getLogger("io.weir");
    weir.addHandler(lines);
    try (EmbeddedServer server = server(PAIR.replace("3/hour", "100/hour"))) {
      for (int i = 0; i < 19; i++) {
        login(server, "wrong", "200", Map.of());
      }
      assertThat(logged).noneMatch(line -> line.contains("WEIR-012"));
      login(server, "right", "/app/home", Map.of());
      for (int i = 0; i < 45; i++) {
        login(server, "wrong", "200", Map.of());
      }
      assertThat(logged)
          .filteredOn(line -> line.contains("WEIR-012"))
          .singleElement()
          .asString()
          .contains("rule pair", "success on");
    } finally {
      weir.removeHandler(lines);
    }
  }
}

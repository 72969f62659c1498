package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.status.metrics.Promtool;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics over HTTP and in JMX, and who sees them. */
class MetricsFilterTest {

  private static final String TOKEN = "c4nary-token-0123456789abcdef";
  private static final String MARK = "weir_build_info";
  private static final Map<String, String> SCRAPER = Map.of("Authorization", "Bearer " + TOKEN);

  /** A line of the text formats: a name, labels, a number. */
  private static final Pattern LINE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)*})? (\\d+(?:\\.\\d+)?)");

  @TempDir private Path folder;
  private Path secret;

  @BeforeEach
  void keepToken() throws IOException {
    secret = Files.writeString(folder.resolve("token"), TOKEN);
  }

  /** Does what its query says: forwards, includes, dispatches; otherwise it reports usage. */
  private static final class Application extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, jakarta.servlet.ServletException {
      String how = String.valueOf(request.getQueryString());
      switch (how) {
        case "forward" -> request.getRequestDispatcher("/metrics").forward(request, response);
        case "include" -> request.getRequestDispatcher("/metrics").include(request, response);
        case "error" -> response.sendError(404);
        case "dispatch" -> {
          AsyncContext async = request.startAsync();
          async.dispatch("/metrics");
        }
        case "login" -> {
          request.getSession();
          request.login(request.getHeader("Test-User"), "pa55-canary");
        }
        default -> {
          request.getSession();
          request.setAttribute("io.weir.usage", "model=gpt-5; input=1000; output=200");
          response.getWriter().print("application");
        }
      }
    }
  }

  /** What every real server has at the root of an application. */
  private static final class NotFound extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setStatus(404);
    }
  }

  private EmbeddedServer server() throws Exception {
    return new EmbeddedServer(folder)
        .servlet("/", new NotFound())
        .parameter("weir.metrics.path", "/metrics")
        .parameter("weir.rate-limit.rules", "login: POST /login 2/minute per ip")
        .servlet("/login", new Application())
        .servlet("/chat", new Application());
  }

  private EmbeddedServer withToken() throws Exception {
    return server().parameter("weir.metrics.token", "file:" + secret);
  }

  private static Map<String, Double> parsed(String text) {
    Map<String, Double> series = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty() || line.startsWith("#")) {
        assertThat(line).matches("|# (HELP|TYPE) \\w+ .+|# EOF");
        continue;
      }
      Matcher parts = LINE.matcher(line);
      assertThat(parts.matches()).as(line).isTrue();
      String labels = parts.group(2) == null ? "" : parts.group(2);
      assertThat(series.put(parts.group(1) + labels, Double.valueOf(parts.group(3))))
          .as("twice: " + line)
          .isNull();
    }
    return series;
  }

  @Test
  void what_happened_can_be_read_back_in_both_formats() throws Exception {
    try (EmbeddedServer server =
        withToken()
            .parameter("weir.budget.budgets", "hour: POST /chat $0.02/hour")
            .parameter("weir.budget.prices", "gpt-5 10.00 30.00")
            .parameter("weir.circuit-breaker.circuits", "openai: /chat")
            .start()) {
      for (int i = 0; i < 4; i++) {
        server.send("POST", "/login", Map.of());
      }
      String body = "{\"model\":\"gpt-5\",\"max_tokens\":10}";
      assertThat(server.send("POST", "/chat", Map.of(), body).statusCode()).isEqualTo(200);
      assertThat(server.send("POST", "/chat", Map.of(), body).statusCode()).isEqualTo(200);
      assertThat(server.send("POST", "/chat", Map.of(), body).statusCode()).isEqualTo(429);

      HttpResponse<String> plain = server.send("GET", "/metrics", SCRAPER);
      HttpResponse<String> open =
          server.send(
              "GET",
              "/metrics",
              Map.of(
                  "Authorization",
                  "Bearer " + TOKEN,
                  "Accept",
                  "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"));

      assertThat(plain.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
          .isEqualToIgnoringCase("text/plain;version=0.0.4;charset=utf-8");
      assertThat(plain.headers().firstValue("Cache-Control")).hasValue("no-store");
      assertThat(parsed(plain.body()))
          .containsEntry(
              "rate_limit_exceeded_total{endpoint=\"/login\",client_ip=\"127.0.0.0/24\"}", 2.0)
          .containsEntry("rate_limit_check_duration_seconds_count{endpoint=\"/login\"}", 4.0)
          .containsEntry("token_usage_total{model=\"gpt-5\",type=\"input\"}", 2000.0)
          .containsEntry("token_usage_total{model=\"gpt-5\",type=\"output\"}", 400.0)
          .containsEntry("budget_exceeded_total{session_id=\"none\"}", 1.0)
          .containsEntry(
              "weir_requests_total{filter=\"rate-limit\",rule=\"login\",verdict=\"refused\"}", 2.0)
          .containsEntry(
              "weir_requests_total{filter=\"budget\",rule=\"hour\",verdict=\"refused\"}", 1.0)
          .containsEntry("weir_circuit_state{circuit=\"openai\",state=\"closed\"}", 1.0)
          .hasEntrySatisfying(
              "rate_limit_check_duration_seconds_bucket{endpoint=\"/login\",le=\"+Inf\"}",
              count -> assertThat(count).isEqualTo(4));
      assertThat(
              parsed(plain.body()).entrySet().stream()
                  .filter(one -> one.getKey().startsWith("api_cost_total_usd{model=\"gpt-5\""))
                  .mapToDouble(Map.Entry::getValue)
                  .sum())
          .isEqualTo(0.032);
      assertThat(open.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
          .isEqualToIgnoringCase("application/openmetrics-text;version=1.0.0;charset=utf-8");
      assertThat(open.body()).endsWith("# EOF\n").contains("# TYPE rate_limit_exceeded counter\n");
      assertThat(parsed(open.body()).keySet()).isEqualTo(parsed(plain.body()).keySet());
      assertThat(Promtool.installed().run(plain.body(), "check", "metrics")).isEmpty();
    }
  }

  /** Shows that the check above can fail. */
  @Test
  void promtool_finds_what_is_wrong() throws Exception {
    assertThat(
            Promtool.installed()
                .run(
                    "# TYPE api_cost_total_usd counter\napi_cost_total_usd 1\n",
                    "check",
                    "metrics"))
        .contains("counter metrics should have \"_total\" suffix");
  }

  @Test
  void head_has_no_body_and_other_methods_are_not_allowed() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      assertThat(server.send("HEAD", "/metrics", SCRAPER).body()).isEmpty();
      HttpResponse<String> post = server.send("POST", "/metrics", SCRAPER);
      assertThat(post.statusCode()).isEqualTo(405);
      assertThat(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
      assertThat(server.status("DELETE", "/metrics")).isEqualTo(401);
    }
  }

  @Test
  void without_the_token_the_answer_tells_what_is_needed_and_nothing_else() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      HttpResponse<String> none = server.send("GET", "/metrics", Map.of());
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"Weir\"");
      assertThat(none.body()).doesNotContain(MARK);
      for (String wrong :
          new String[] {
            "Bearer " + TOKEN + "x",
            "Bearer " + TOKEN.substring(1),
            "Basic " + TOKEN,
            TOKEN,
            "Bearer"
          }) {
        HttpResponse<String> refused =
            server.send("GET", "/metrics", Map.of("Authorization", wrong));
        assertThat(refused.statusCode()).as(wrong).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
            .hasValue("Bearer realm=\"Weir\", error=\"invalid_token\"");
      }
      assertThat(server.status("GET", "/metrics?token=" + TOKEN)).isEqualTo(401);
      assertThat(server.status("GET", "/metrics?access_token=" + TOKEN)).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/metrics",
        "/app/metrics/",
        "/app//metrics",
        "/app/./metrics",
        "/app/x/../metrics",
        "/app/metrics;x=1",
        "/app;x=1/metrics",
        "/app/metrics;jsessionid=0",
        "/app/%6detrics",
        "/app/metrics%2f",
        "/app/%2e/metrics",
        "/app/metrics%00",
        "/app/METRICS",
        "/app/metrics?",
        "/app/metrics.json",
        "/app/login/../metrics",
        "http://127.0.0.1/app/metrics"
      })
  void strangers_see_nothing_however_they_write_the_path(String target) throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      for (String method : new String[] {"GET", "HEAD", "POST", "OPTIONS"}) {
        assertThat(server.raw(method, target, Map.of(), "").statusCode())
            .as(method)
            .isIn(400, 401, 404, 405);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"forward", "include", "dispatch", "error"})
  void what_the_application_passes_on_never_leads_to_metrics(String how) throws Exception {
    try (EmbeddedServer server = withToken().errorPage("/metrics").start()) {
      assertThat(server.send("GET", "/chat?" + how, SCRAPER).body()).doesNotContain(MARK);
    }
  }

  @Test
  void a_block_lets_in_whom_it_contains() throws Exception {
    try (EmbeddedServer server =
        server().parameter("weir.metrics.addresses", "127.0.0.1").start()) {
      assertThat(server.send("GET", "/metrics", Map.of()).body()).contains(MARK);
    }
  }

  @Test
  void loopback_is_nothing_special() throws Exception {
    try (EmbeddedServer server =
        server().parameter("weir.metrics.addresses", "192.0.2.0/24").start()) {
      assertThat(server.status("GET", "/metrics")).isEqualTo(403);
    }
  }

  /** A proxy of whom Weir knows nothing passes requests of everybody on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "Forwarded",
        "X-Real-IP",
        "Via",
        "X-Forwarded-Proto",
        "Client-IP"
      })
  void a_block_never_lets_in_whom_a_proxy_may_have_sent(String header) throws Exception {
    try (EmbeddedServer server =
        server().parameter("weir.metrics.addresses", "127.0.0.1").start()) {
      assertThat(server.send("GET", "/metrics", Map.of(header, "127.0.0.1")).statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void behind_a_trusted_proxy_the_client_counts_and_not_the_proxy() throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter("weir.trusted-proxies", "127.0.0.1")
            .parameter("weir.metrics.addresses", "127.0.0.1, 192.0.2.0/24")
            .start()) {
      assertThat(forwarded(server, "X-Forwarded-For", "192.0.2.7")).isEqualTo(200);
      assertThat(forwarded(server, "X-Forwarded-For", "203.0.113.9")).isEqualTo(403);
      assertThat(forwarded(server, "X-Forwarded-For", "unknown")).isEqualTo(403);
      assertThat(forwarded(server, "X-Forwarded-For", "192.0.2.7, 203.0.113.9")).isEqualTo(403);
      // A proxy in the block that nobody has told Weir to trust stands for everybody behind it.
      assertThat(forwarded(server, "X-Forwarded-For", "203.0.113.9, 192.0.2.7")).isEqualTo(403);
      // A header that the proxy does not set proves nothing, and shows that somebody is behind it.
      assertThat(forwarded(server, "Forwarded", "for=192.0.2.7")).isEqualTo(403);
    }
  }

  private static int forwarded(EmbeddedServer server, String header, String value)
      throws Exception {
    return server.send("GET", "/metrics", Map.of(header, value)).statusCode();
  }

  @Test
  void a_role_lets_in_who_has_logged_in_at_the_container() throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter("weir.metrics.role", "monitor")
            .user("alice", "pa55-canary")
            .user("bob", "pa55-canary")
            .role("alice", "monitor")
            .role("bob", "customer")
            .start()) {
      assertThat(server.status("GET", "/metrics")).isEqualTo(403);
      assertThat(asUser(server, "alice")).isEqualTo(200);
      assertThat(asUser(server, "bob")).isEqualTo(403);
    }
  }

  private static int asUser(EmbeddedServer server, String user) throws Exception {
    String session = session(server.send("GET", "/chat?login", Map.of("Test-User", user)));
    return server.send("GET", "/metrics", Map.of("Cookie", "JSESSIONID=" + session)).statusCode();
  }

  private static String session(HttpResponse<String> login) {
    return login
        .headers()
        .allValues("Set-Cookie")
        .get(login.headers().allValues("Set-Cookie").size() - 1)
        .replaceAll("JSESSIONID=([^;]+);.*", "$1");
  }

  @Test
  void a_token_or_a_role_is_enough() throws Exception {
    try (EmbeddedServer server = withToken().parameter("weir.metrics.role", "monitor").start()) {
      assertThat(server.status("GET", "/metrics")).isEqualTo(401);
      assertThat(server.send("GET", "/metrics", SCRAPER).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_block_and_a_token_are_both_needed() throws Exception {
    try (EmbeddedServer server =
        withToken().parameter("weir.metrics.addresses", "192.0.2.0/24").start()) {
      HttpResponse<String> refused = server.send("GET", "/metrics", SCRAPER);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.headers().map()).doesNotContainKey("WWW-Authenticate");
    }
  }

  @Test
  void without_a_guard_the_application_does_not_start() throws Exception {
    try (EmbeddedServer server = server()) {
      assertThatThrownBy(server::start)
          .hasMessageContaining("open to everybody; set weir.metrics.token");
    }
  }

  @Test
  void circuits_secrets_and_entries_are_shown_as_they_stand() throws Exception {
    Path secret = Files.writeString(folder.resolve("db"), "secret-canary");
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName openai = new ObjectName("io.weir:type=Circuit,application=\"/app\",name=openai");
    try (EmbeddedServer server =
        withToken()
            .parameter("weir.circuit-breaker.circuits", "openai: /chat")
            .parameter("weir.secrets.db.password", "file:" + secret)
            .parameter("weir.secrets.mail.password", "file:" + folder.resolve("missing"))
            .parameter("weir.secrets.optional", "mail.password")
            .start()) {
      server.send("POST", "/login", Map.of());
      beans.invoke(openai, "forceOpen", null, null);
      String shown = server.send("GET", "/metrics", SCRAPER).body();

      assertThat(parsed(shown))
          .containsEntry("weir_circuit_state{circuit=\"openai\",state=\"open\"}", 1.0)
          .containsEntry("weir_circuit_state{circuit=\"openai\",state=\"closed\"}", 0.0)
          .hasEntrySatisfying(
              "weir_secret_age_seconds{secret=\"db.password\"}",
              age -> assertThat(age).isBetween(0.0, 60.0))
          .doesNotContainKey("weir_secret_age_seconds{secret=\"mail.password\"}")
          .hasEntrySatisfying(
              "weir_entries{table=\"entries\"}", kept -> assertThat(kept).isPositive())
          .containsEntry("weir_entries_forgotten_total{table=\"entries\"}", 0.0);
      assertThat(shown).doesNotContain("canary").doesNotContain(secret.toString());
    }
  }

  @Test
  void no_path_no_metrics() throws Exception {
    try (EmbeddedServer server =
        new EmbeddedServer(folder).servlet("/login", new Application()).start()) {
      assertThat(server.status("GET", "/metrics")).isEqualTo(404);
    }
  }

  @Test
  void jmx_shows_the_same_as_long_as_the_application_runs() throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.weir:type=Metrics,application=\"/app\"");
    try (EmbeddedServer server = withToken().start()) {
      for (int i = 0; i < 5; i++) {
        server.send("POST", "/login", Map.of());
      }
      assertThat(beans.getAttribute(name, "RequestsRefused")).isEqualTo(3L);
      assertThat(beans.getAttribute(name, "RequestsAllowed")).isEqualTo(2L);
      assertThat(beans.getAttribute(name, "RateLimitExceeded")).isEqualTo(3.0);
      assertThat(beans.getAttribute(name, "Cost")).isEqualTo(0.0);
      assertThat(beans.getAttribute(name, "ClusterMembers")).isEqualTo(1L);
      assertThat(beans.getAttribute(name, "Series").toString())
          .contains("rate_limit_exceeded_total{endpoint=\"/login\",client_ip=\"127.0.0.0/24\"}");
    }
    assertThat(beans.isRegistered(name)).isFalse();
  }

  /** Whatever a client sends, and whatever is secret. */
  @Test
  void no_secret_and_no_personal_data_are_shown() throws Exception {
    try (EmbeddedServer server =
        withToken()
            .user("alice-canary", "pa55-canary")
            .parameter("weir.budget.budgets", "hour: POST /chat $20.00/hour per session")
            .parameter("weir.budget.prices", "gpt-5 10.00 30.00")
            .start()) {
      HttpResponse<String> login =
          server.send("POST", "/chat?login", Map.of("Test-User", "alice-canary"));
      String session = session(login);
      Map<String, String> sent =
          Map.of(
              "Cookie",
              "JSESSIONID=" + session,
              "User-Agent",
              "agent-canary",
              "Referer",
              "https://example.com/referer-canary",
              "Content-Type",
              "application/json");
      for (int i = 0; i < 5; i++) {
        server.send(
            "POST",
            "/chat?query-canary",
            sent,
            "{\"model\":\"gpt-5\",\"user\":\"model-canary\",\"max_tokens\":10,\"input\":\"prompt-canary\"}");
        server.send("POST", "/login", sent, "{\"user\":\"alice-canary\"}");
      }

      String shown = server.send("GET", "/metrics", SCRAPER).body();
      String beans =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(new ObjectName("io.weir:type=Metrics,application=\"/app\""), "Series")
              .toString();

      assertThat(shown).contains("rate_limit_exceeded_total{", "api_cost_total_usd{");
      for (String text : new String[] {shown, beans}) {
        assertThat(text)
            .doesNotContain("canary")
            .doesNotContain(session)
            .doesNotContain(session.substring(0, 8))
            .doesNotContain("127.0.0.1")
            .doesNotContain(
                Base64.getEncoder().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }
}

package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.status.alert.WebhookReceiver;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page over HTTP and in JMX: who sees it, what it shows, and what it does. */
class StatusFilterTest {

  private static final String TOKEN = "c4nary-token-0123456789abcdef";
  private static final Map<String, String> ADMIN = Map.of("Authorization", "Bearer " + TOKEN);

  @TempDir private Path folder;
  private Path secret;

  @BeforeEach
  void keepToken() throws IOException {
    secret = Files.writeString(folder.resolve("token"), TOKEN);
  }

  /** Answers at once. */
  private static final class Application extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("application");
    }
  }

  private EmbeddedServer server() throws Exception {
    return new EmbeddedServer(folder)
        .servlet("/", new Application())
        .parameter("weir.status.path", "/weir")
        .parameter("weir.rate-limit.rules", "call: POST /call 2/minute per ip block 5 minutes")
        .parameter("weir.circuit-breaker.circuits", "openai: /chat");
  }

  private EmbeddedServer withToken() throws Exception {
    return server().parameter("weir.status.token", "file:" + secret);
  }

  private static String text(String json, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    assertThat(found.find()).as(name + " in " + json).isTrue();
    return found.group(1);
  }

  private static HttpResponse<String> post(EmbeddedServer server, String what, String body)
      throws Exception {
    Map<String, String> headers = new HashMap<>(ADMIN);
    headers.put("Content-Type", "application/json");
    headers.put("X-Weir-Token", text(server.send("GET", "/weir/status", ADMIN).body(), "token"));
    return server.send("POST", "/weir/" + what, headers, body);
  }

  private static int call(EmbeddedServer server) throws Exception {
    return server.send("POST", "/call", Map.of()).statusCode();
  }

  private static void refuse(EmbeddedServer server) throws Exception {
    assertThat(List.of(call(server), call(server), call(server))).containsExactly(200, 200, 429);
  }

  @Test
  void the_page_is_its_own_and_nobody_frames_it() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      HttpResponse<String> page = server.send("GET", "/weir", ADMIN);

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body())
          .contains("href=\"/app/weir/page.css\"", "src=\"/app/weir/page.js\"")
          .doesNotContain("http:", "https:", "{page}", TOKEN);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(page.headers().map())
          .containsEntry("Cache-Control", List.of("no-store"))
          .containsEntry("X-Frame-Options", List.of("DENY"))
          .containsEntry("X-Content-Type-Options", List.of("nosniff"));
      assertThat(server.send("GET", "/weir/page.js", ADMIN).body()).doesNotContain("innerHTML");
      assertThat(server.send("GET", "/weir/page.css", ADMIN).statusCode()).isEqualTo(200);
      assertThat(server.send("GET", "/weir/other", ADMIN).statusCode()).isEqualTo(404);
      assertThat(server.send("DELETE", "/weir", ADMIN).statusCode()).isEqualTo(405);
      assertThat(server.send("GET", "/weirs", ADMIN).body()).isEqualTo("application");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/weir",
        "/weir/",
        "/weir/status",
        "//weir/status",
        "/weir;x=1/status",
        "/%77eir/status",
        "/./weir/status",
        "/x/../weir/status",
        "/weir//status",
        "/weir/page.js",
        "/weir/act",
      })
  void strangers_see_nothing_however_they_write_the_path(String path) throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      for (Map<String, String> headers :
          List.of(
              Map.<String, String>of(),
              Map.of("Authorization", "Bearer wrong"),
              Map.of("Cookie", "weir-status=AAAAAAAAAAAAAAAAAAAAAA"),
              Map.of("X-Forwarded-For", "127.0.0.1"))) {
        HttpResponse<String> answer = server.send("GET", path, headers);
        assertThat(answer.statusCode()).as(path).isNotEqualTo(200);
        assertThat(answer.body()).doesNotContain("\"filters\"", "<title>Weir</title>");
      }
    }
  }

  @Test
  void it_shows_rules_as_written_and_what_they_decided() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      refuse(server);

      String status = server.send("GET", "/weir/status", ADMIN).body();

      assertThat(status)
          .contains(
              "\"text\":\"call: POST /call 2 per 1 minute per ip block 5 minutes\"",
              "\"verdict\":\"allowed\",\"minute\":2,\"hour\":2,\"day\":2",
              "\"verdict\":\"refused\",\"minute\":1,\"hour\":1,\"day\":1",
              "\"state\":\"closed\"")
          .doesNotContain("127.0.0.1", TOKEN);
    }
  }

  @Test
  void a_refusal_is_explained_by_the_id_in_its_problem_document() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      refuse(server);
      String problem = server.send("POST", "/call", Map.of()).body();
      String id = text(problem, "instance");
      assertThat(server.send("POST", "/call", Map.of()).body()).contains(id);

      String explained = post(server, "explain", "{\"id\":\"%s\"}".formatted(id)).body();

      assertThat(explained)
          .contains(
              "\"rule\":\"call\"",
              "\"status\":429",
              "\"line\":\"call: POST /call 2 per 1 minute per ip block 5 minutes\"",
              "\"left\":\"0 of 2\"");
      assertThat(id).isEqualTo("urn:uuid:" + text(explained, "id"));
      assertThat(post(server, "explain", "{\"id\":\"no id\"}").body()).contains("does not know");
    }
  }

  @Test
  void what_is_left_for_an_address_can_be_seen_and_given_back() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      assertThat(post(server, "look", "{\"text\":\"127.0.0.1\"}").body()).contains("\"keys\":[]");
      refuse(server);

      String looked = post(server, "look", "{\"text\":\"127.0.0.1\"}").body();

      assertThat(looked).contains("\"line\":\"call\"", "0 of 2 left, admitted again in 300 s");
      String act =
          "{\"filter\":\"rate-limit\",\"line\":\"call\",\"action\":\"reset\",\"key\":\"%s\"}"
              .formatted(text(looked, "key"));
      assertThat(post(server, "act", act).statusCode()).isEqualTo(200);
      assertThat(call(server)).isEqualTo(200);
      assertThat(post(server, "act", act.replace("call", "other")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void a_circuit_is_forced_and_released() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      String act = "{\"filter\":\"circuit-breaker\",\"line\":\"openai\",\"action\":\"%s\"}";
      assertThat(post(server, "act", act.formatted("open")).statusCode()).isEqualTo(200);
      assertThat(server.send("GET", "/chat", Map.of()).statusCode()).isEqualTo(503);
      assertThat(post(server, "act", act.formatted("release")).statusCode()).isEqualTo(200);
      assertThat(server.send("GET", "/chat", Map.of()).statusCode()).isEqualTo(200);
      assertThat(post(server, "act", act.formatted("explode")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void secrets_are_shown_by_their_age_and_never_by_their_value() throws Exception {
    try (EmbeddedServer server =
        withToken().parameter("weir.secrets.mail.password", "file:" + secret).start()) {
      String status = server.send("GET", "/weir/status", ADMIN).body();

      assertThat(status)
          .contains("\"name\":\"secrets\"")
          .containsPattern(
              "\"name\":\"file:[^\"]*\",\"text\":\"\",\"facts\":\\{\"read\":\"\\d+ seconds ago\"")
          .doesNotContain(TOKEN);
    }
  }

  @Test
  void the_cluster_is_shown() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      assertThat(server.send("GET", "/weir/status", ADMIN).body())
          .contains(
              "\"name\":\"cluster\"",
              "\"text\":\"in this JVM alone\",\"facts\":{\"nodes\":\"1\",\"answers\":\"yes\"");
    }
  }

  @Test
  void an_administrator_tries_whether_alerts_arrive() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.start();
        EmbeddedServer server =
            withToken()
                .parameter("weir.alerts", "rule call refused over 100/minute")
                .parameter(
                    "weir.alerts.webhook",
                    "file:" + Files.writeString(folder.resolve("url"), receiver.url("/" + TOKEN)))
                .start()) {
      String status = server.send("GET", "/weir/status", ADMIN).body();
      assertThat(status)
          .contains(
              "\"name\":\"rule call refused over 100 per 1 minute\",\"text\":\"\",\"facts\":{\"state\":\"quiet\"}",
              "\"name\":\"webhook\",\"text\":\"\",\"facts\":{\"last\":\"nothing was sent\",\"waiting\":\"0\"}")
          .doesNotContain(TOKEN);

      assertThat(
              post(
                      server,
                      "act",
                      "{\"filter\":\"alerts\",\"line\":\"webhook\",\"action\":\"test\"}")
                  .statusCode())
          .isEqualTo(200);

      assertThat(receiver.next()).contains("\"kind\":\"test\"", "Nothing has happened.");
    }
  }

  private static int chat(EmbeddedServer server) throws Exception {
    return server.send("POST", "/ask", Map.of()).statusCode();
  }

  @Test
  void a_budget_is_shown_with_what_is_left_and_topped_up_in_words() throws Exception {
    try (EmbeddedServer server =
        withToken()
            .parameter(
                "weir.budget.budgets",
                "hour: POST /ask 2 tokens/hour aligned per global estimate 1 tokens")
            .start()) {
      assertThat(List.of(chat(server), chat(server), chat(server))).containsExactly(200, 200, 429);
      String status = server.send("GET", "/weir/status", ADMIN).body();
      assertThat(status)
          .containsPattern(
              "\"name\":\"2 tokens per 1 hour\",\"percent\":100,\"words\":\"2 tokens spent, 0 tokens left\",\"reset\":\"20[^\"]*:00:00Z\"")
          .contains(
              "\"name\":\"top-up\",\"words\":\"Adds to what is left of this budget on all nodes, until its period ends; 20 tokens at most in one period.\",\"asks\":\"Amount\"");

      String act =
          "{\"filter\":\"budget\",\"line\":\"hour\",\"action\":\"top-up\",\"value\":\"%s\"}";
      for (String wrong : List.of("", "0", "-1", "1.5", "21", "99999999999999999999", "$1")) {
        HttpResponse<String> refused = post(server, "act", act.formatted(wrong));
        assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
        assertThat(text(refused.body(), "detail")).as(wrong).contains("tokens");
      }
      assertThat(chat(server)).isEqualTo(429);
      assertThat(post(server, "act", act.formatted("2 tokens")).statusCode()).isEqualTo(200);

      assertThat(server.send("GET", "/weir/status", ADMIN).body())
          .contains("\"percent\":50,\"words\":\"2 tokens spent, 2 tokens added, 2 tokens left\"");
      assertThat(List.of(chat(server), chat(server), chat(server))).containsExactly(200, 200, 429);
    }
  }

  @Test
  void what_a_client_has_left_of_a_budget_is_seen_and_topped_up() throws Exception {
    try (EmbeddedServer server =
        withToken()
            .parameter("weir.budget.budgets", "own: POST /ask $1.00/hour per ip estimate $1.00")
            .start()) {
      assertThat(List.of(chat(server), chat(server))).containsExactly(200, 429);

      String looked = post(server, "look", "{\"text\":\"127.0.0.1\"}").body();

      assertThat(looked).contains("\"line\":\"own\"", "$1.00 per 1 hour: $1.00 spent, $0.00 left");
      String act =
          "{\"filter\":\"budget\",\"line\":\"own\",\"action\":\"%s\",\"key\":\"%s\",\"value\":\"1.00\"}";
      String key = text(looked, "key");
      assertThat(post(server, "act", act.formatted("top-up", key)).statusCode()).isEqualTo(200);
      assertThat(List.of(chat(server), chat(server))).containsExactly(200, 429);
      assertThat(post(server, "act", act.formatted("reset", key)).statusCode()).isEqualTo(200);
      assertThat(List.of(chat(server), chat(server))).containsExactly(200, 429);
      assertThat(post(server, "act", act.formatted("reset", "x")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void who_is_blocked_and_who_is_refused_most_is_shown_by_pseudonyms() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      refuse(server);
      call(server);

      String status = server.send("GET", "/weir/status", ADMIN).body();

      Matcher block =
          Pattern.compile(
                  "\"blocks\":\\[\\{\"filter\":\"rate-limit\",\"rule\":\"call\",\"key\":\"([^\"]+)\",\"until\":\"20[^\"]+Z\",\"actions\":\\[\\{\"name\":\"reset\"")
              .matcher(status);
      assertThat(block.find()).as(status).isTrue();
      String key = block.group(1);
      assertThat(status)
          .contains(
              "\"busiest\":[{\"filter\":\"rate-limit\",\"rule\":\"call\",\"key\":\"%s\",\"refused\":2"
                  .formatted(key))
          .doesNotContain("127.0.0.1");
      String act =
          "{\"filter\":\"rate-limit\",\"line\":\"call\",\"action\":\"reset\",\"key\":\"%s\"}"
              .formatted(key);
      assertThat(post(server, "act", act).statusCode()).isEqualTo(200);
      assertThat(server.send("GET", "/weir/status", ADMIN).body()).contains("\"blocks\":[]");
      assertThat(call(server)).isEqualTo(200);
    }
  }

  private static int acted(EmbeddedServer server, String filter, String line, String action)
      throws Exception {
    return post(
            server,
            "act",
            "{\"filter\":\"%s\",\"line\":\"%s\",\"action\":\"%s\"}".formatted(filter, line, action))
        .statusCode();
  }

  @Test
  void a_rule_is_switched_to_shadow_and_off_and_back() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      refuse(server);

      assertThat(acted(server, "rate-limit", "call", "shadow")).isEqualTo(200);
      assertThat(call(server)).isEqualTo(200);
      String status = server.send("GET", "/weir/status", ADMIN).body();
      assertThat(status)
          .contains(
              "\"banners\":[\"rate-limit call is shadow, because an administrator decided so.\"]",
              "\"switched\":\"shadow\"",
              "\"verdict\":\"would-refuse\",\"minute\":1");

      assertThat(acted(server, "rate-limit", "call", "off")).isEqualTo(200);
      HttpResponse<String> off = server.send("POST", "/call", Map.of());
      assertThat(off.statusCode()).isEqualTo(200);
      assertThat(off.headers().map()).doesNotContainKey("RateLimit");

      assertThat(acted(server, "rate-limit", "call", "restore")).isEqualTo(200);
      assertThat(call(server)).isEqualTo(429);
      assertThat(server.send("GET", "/weir/status", ADMIN).body()).contains("\"banners\":[]");
      assertThat(acted(server, "circuit-breaker", "openai", "off")).isEqualTo(404);
      assertThat(acted(server, "rate-limit", "other", "off")).isEqualTo(404);
    }
  }

  /** Two filters may have lines of one name; what is switched is one of them. */
  @Test
  void a_line_of_another_filter_with_the_same_name_stays_as_it_is() throws Exception {
    try (EmbeddedServer server =
        withToken()
            .parameter("weir.validation.checks", "call: POST /call param:n number")
            .start()) {
      refuse(server);

      assertThat(acted(server, "validation", "call", "off")).isEqualTo(200);

      assertThat(call(server)).isEqualTo(429);
      assertThat(server.send("GET", "/weir/status", ADMIN).body())
          .contains(
              "\"banners\":[\"validation call is off, because an administrator decided so.\"]");
      for (String filter : List.of("rate-limit call", "rate-limit ", "RATE-LIMIT", "weir")) {
        assertThat(acted(server, filter, "call", "off")).isEqualTo(404);
      }
      assertThat(call(server)).isEqualTo(429);
    }
  }

  private static List<Integer> everything(EmbeddedServer server) throws Exception {
    return List.of(
        call(server),
        chat(server),
        server.send("GET", "/chat", Map.of()).statusCode(),
        server.send("GET", "/checked?n=x", Map.of()).statusCode());
  }

  private static void inJmx(String operation, String... texts) throws Exception {
    String[] types = new String[texts.length];
    Arrays.fill(types, String.class.getName());
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("io.weir:type=Status,application=\"/app\""), operation, texts, types);
  }

  @Test
  void everything_passes_until_that_is_ended() throws Exception {
    try (EmbeddedServer server =
        withToken()
            .parameter(
                "weir.budget.budgets", "own: POST /ask 1 tokens/hour per ip estimate 1 tokens")
            .parameter("weir.validation.checks", "n: GET /checked param:n number")
            .start()) {
      refuse(server);
      chat(server);
      acted(server, "circuit-breaker", "openai", "open");
      assertThat(everything(server)).containsExactly(429, 429, 503, 400);

      assertThat(acted(server, "weir", "all filters", "let-everything-pass")).isEqualTo(200);

      assertThat(everything(server)).containsExactly(200, 200, 200, 200);
      assertThat(server.send("GET", "/weir/status", ADMIN).body())
          .contains("\"banners\":[\"Every request passes Weir's limits");
      assertThat(server.send("GET", "/weir", Map.of()).statusCode()).isNotEqualTo(200);

      inJmx("endLettingPass");

      assertThat(everything(server)).containsExactly(429, 429, 503, 400);
      inJmx("switchLine", "validation", "n", "off");
      assertThat(everything(server)).containsExactly(429, 429, 503, 200);
      inJmx("switchLine", "validation", "n", "restore");
      inJmx("letEverythingPass");
      assertThat(everything(server)).containsExactly(200, 200, 200, 200);
      inJmx("endLettingPass");
      assertThatThrownBy(() -> inJmx("switchLine", "validation", "n", "open"))
          .hasStackTraceContaining("shadow, off and restore are allowed");
      assertThatThrownBy(() -> inJmx("switchLine", "validation", "m", "off"))
          .hasStackTraceContaining("no such action");
    }
  }

  @Test
  void settings_are_shown_with_their_place_and_without_their_values() throws Exception {
    System.setProperty("weir.time-zone", "Europe/Berlin");
    try (EmbeddedServer server = withToken().start()) {
      assertThat(server.send("GET", "/weir/status", ADMIN).body())
          .contains("\"name\":\"settings\"")
          .containsPattern("\"name\":\"context-param\",\"text\":\"[^\"]*weir.rate-limit.rules")
          .containsPattern("\"name\":\"context-param\",\"text\":\"[^\"]*weir.status.token")
          .containsPattern("\"name\":\"configuration\",\"text\":\"[^\"]*weir.time-zone")
          .containsPattern("\"name\":\"default\",\"text\":\"[^\"]*weir.audit.file")
          .doesNotContain(secret.toString(), "Europe/Berlin", TOKEN);
    } finally {
      System.clearProperty("weir.time-zone");
    }
  }

  @Test
  void no_other_site_can_act() throws Exception {
    try (EmbeddedServer server = withToken().start()) {
      String token = text(server.send("GET", "/weir/status", ADMIN).body(), "token");
      String act = "{\"filter\":\"circuit-breaker\",\"line\":\"openai\",\"action\":\"open\"}";
      for (Map<String, String> headers :
          List.of(
              Map.of("Content-Type", "application/json"),
              Map.of("Content-Type", "application/json", "X-Weir-Token", "guessed"),
              Map.of("Content-Type", "text/plain", "X-Weir-Token", token),
              Map.of("Content-Type", "application/x-www-form-urlencoded", "X-Weir-Token", token))) {
        Map<String, String> sent = new HashMap<>(headers);
        sent.putAll(ADMIN);
        assertThat(server.send("POST", "/weir/act", sent, act).statusCode()).isIn(403, 415);
      }
      assertThat(server.send("GET", "/weir/act", ADMIN).statusCode()).isEqualTo(405);
      assertThat(post(server, "act", "[]").statusCode()).isEqualTo(400);
      assertThat(post(server, "act", "{\"line\":{}}").statusCode()).isEqualTo(400);
      assertThat(post(server, "act", "{\"line\":\"" + "x".repeat(20_000) + "\"}").statusCode())
          .isEqualTo(400);
      assertThat(server.send("GET", "/chat", Map.of()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_code_lets_one_administrator_in_once() throws Exception {
    try (EmbeddedServer server = server().parameter("weir.status.code", "true").start()) {
      HttpResponse<String> form = server.send("GET", "/weir", Map.of());
      assertThat(form.statusCode()).isEqualTo(401);
      assertThat(form.body()).contains("action=\"/app/weir/enter\"");
      assertThat(server.send("GET", "/weir/status", Map.of()).statusCode()).isEqualTo(403);
      ObjectName name = new ObjectName("io.weir:type=Status,application=\"/app\"");
      String code =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(name, "newCode", new Object[0], new String[0]);
      Map<String, String> type = Map.of("Content-Type", "application/x-www-form-urlencoded");
      assertThat(server.send("POST", "/weir/enter", type, "code=wrong").statusCode())
          .isEqualTo(401);
      assertThat(server.send("POST", "/weir/enter?code=" + code, type, "").statusCode())
          .isEqualTo(401);

      HttpResponse<String> entered = server.send("POST", "/weir/enter", type, "code=" + code);

      assertThat(entered.statusCode()).isEqualTo(303);
      String cookie = entered.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("; Path=/app/weir; HttpOnly; SameSite=Strict");
      Map<String, String> signedIn = Map.of("Cookie", cookie.split(";", 2)[0]);
      assertThat(server.send("GET", "/weir/status", signedIn).statusCode()).isEqualTo(200);
      assertThat(server.send("POST", "/weir/enter", type, "code=" + code).statusCode())
          .isEqualTo(401);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1 | X-Forwarded-Proto | https              | true",
        "127.0.0.1 | X-Forwarded-Proto | HTTPS, http        | true",
        "127.0.0.1 | X-Forwarded-Proto | http, https        | false",
        "127.0.0.1 | X-Forwarded-Proto | httpsx             | false",
        "127.0.0.1 | Forwarded         | for=192.0.2.1;proto=https;by=192.0.2.2 | true",
        "127.0.0.1 | Forwarded         | for=192.0.2.1;proto=http, proto=https  | false",
        "192.0.2.1 | X-Forwarded-Proto | https              | false",
      })
  void the_cookie_stays_on_encrypted_connections_if_a_trusted_proxy_ends_them(
      String proxies, String header, String value, boolean secure) throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter("weir.status.code", "true")
            .parameter("weir.trusted-proxies", proxies)
            .start()) {
      String code =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("io.weir:type=Status,application=\"/app\""),
                      "newCode",
                      new Object[0],
                      new String[0]);

      String cookie =
          server
              .send(
                  "POST",
                  "/weir/enter",
                  Map.of("Content-Type", "application/x-www-form-urlencoded", header, value),
                  "code=" + code)
              .headers()
              .firstValue("Set-Cookie")
              .orElseThrow();

      assertThat(cookie.endsWith("; Secure")).as(cookie).isEqualTo(secure);
    }
  }

  /** A page of another site may make its name mean this address: then it is the same origin. */
  @Test
  void an_address_alone_sees_the_page_and_does_nothing() throws Exception {
    try (EmbeddedServer server = server().parameter("weir.status.addresses", "127.0.0.1").start()) {
      HttpResponse<String> status = server.send("GET", "/weir/status", Map.of());
      assertThat(status.statusCode()).isEqualTo(200);
      HttpResponse<String> act =
          server.send(
              "POST",
              "/weir/act",
              Map.of(
                  "Content-Type", "application/json", "X-Weir-Token", text(status.body(), "token")),
              "{\"filter\":\"circuit-breaker\",\"line\":\"openai\",\"action\":\"open\"}");
      assertThat(act.statusCode()).isEqualTo(403);
      assertThat(server.send("GET", "/chat", Map.of()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void without_a_guard_it_is_not_deployed() throws Exception {
    EmbeddedServer open = server();
    assertThatThrownBy(open::start)
        .hasMessageContaining("weir.status.path: open to everybody")
        .hasMessageContaining("weir.status.code=true");
  }
}

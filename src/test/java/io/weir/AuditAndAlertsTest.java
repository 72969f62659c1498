package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.status.alert.WebhookReceiver;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The audit log and alerts of a running application. */
@Timeout(60)
class AuditAndAlertsTest {

  private static final String CANARY = "canary3e8d";

  @TempDir private Path folder;

  /** Reports what its requests cost. */
  private static final class Chat extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.setAttribute("io.weir.usage", "model=gpt-5; input=1200; output=340; usd=0.0049");
      response.getWriter().write("answer");
    }
  }

  private EmbeddedServer server(Map<String, String> settings) throws IOException {
    EmbeddedServer server =
        new EmbeddedServer(folder)
            .servlet("/*", new Chat())
            .parameter(
                "weir.rate-limit.rules", "login: /login 2/minute per header:X-Key block 10 minutes")
            .parameter("weir.budget.budgets", "hour: /chat $0.01/hour per global warn at 40%")
            .parameter("weir.budget.prices", "gpt-5 1.25 10.00")
            .parameter("weir.circuit-breaker.circuits", "openai: /chat");
    settings.forEach(server::parameter);
    return server;
  }

  private static void send(EmbeddedServer server, String path, int times)
      throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      server.send(
          "POST",
          path,
          Map.of("X-Key", CANARY, "User-Agent", CANARY),
          "{\"model\":\"gpt-5\",\"max_tokens\":10}");
    }
  }

  @Test
  void the_audit_log_tells_what_happens_and_nothing_of_the_client() throws Exception {
    Path file = folder.resolve("audit-app.jsonl");
    try (EmbeddedServer server =
        server(Map.of("weir.audit.file", folder.resolve("audit-{application}.jsonl").toString()))
            .start()) {
      send(server, "/login?" + CANARY, 4);
      send(server, "/chat?" + CANARY, 1);
    }

    List<String> lines = Files.readAllLines(file);
    List<String> told = new ArrayList<>();
    for (String line : lines) {
      assertThat(line).startsWith("{\"v\":1,\"time\":\"").contains("\"application\":\"/app\"");
      assertThat(line).doesNotContain(CANARY).doesNotContain("127.0.0.1");
      told.add(line.replaceAll(".*\"event\":\"([a-z-]+)\".*", "$1"));
    }
    assertThat(told)
        .containsExactlyInAnyOrder("block", "refusal", "refusal", "usage", "budget", "call");
    assertThat(lines)
        .anyMatch(
            line ->
                line.contains("\"event\":\"usage\"")
                    && line.contains("\"budgets\":[\"hour\"]")
                    && line.contains(
                        "\"model\":\"gpt-5\",\"input-tokens\":1200,\"output-tokens\":340")
                    && line.contains("\"cost\":\"0.004900000\",\"currency\":\"USD\"")
                    && line.contains("\"estimated\":false"))
        .anyMatch(line -> line.contains("\"circuit\":\"openai\",\"outcome\":\"success\""))
        .anyMatch(line -> line.contains("\"rule\":\"login\",\"status\":429"));
  }

  @Test
  void alerts_of_an_application_come_to_a_webhook() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.start();
        EmbeddedServer server =
            server(
                    Map.of(
                        "weir.alerts",
                        "rule login refused over 2/minute\nbudget hour at 40%",
                        "weir.alerts.webhook",
                        "file:"
                            + Files.writeString(
                                folder.resolve("url"), receiver.url("/" + CANARY) + "\n")))
                .start()) {
      send(server, "/chat", 2); // The second one finds what the first one has spent.
      assertThat(receiver.next())
          .contains("\"alert\":\"budget hour at 40%\"", "Budget hour: 49% of $0.01 are used");

      send(server, "/login", 6);
      assertThat(receiver.next())
          .contains(
              "\"application\":\"/app\"", "Rule login has refused 4 requests within 1 minute");
    }
    assertThat(
            Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("weir-alert") || name.equals("weir-audit")))
        .isEmpty();
  }

  /** The alerts of an application are there before its secrets tell their state. */
  @Test
  void a_secret_that_cannot_be_read_when_the_application_starts_is_told_and_jmx_tries_alerts()
      throws Exception {
    ObjectName name = new ObjectName("io.weir:type=Alerts,application=\"/app\"");
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try (WebhookReceiver receiver = WebhookReceiver.start();
        EmbeddedServer server =
            server(
                    Map.of(
                        "weir.secrets.db.password",
                        "file:" + folder.resolve("missing"),
                        "weir.secrets.optional",
                        "db.password",
                        "weir.alerts",
                        "secret stale",
                        "weir.alerts.webhook",
                        "file:" + Files.writeString(folder.resolve("url"), receiver.url("/"))))
                .start()) {
      assertThat(server.status("GET", "/")).isEqualTo(200);
      assertThat(receiver.next())
          .contains("\"alert\":\"secret stale\"", "Secrets cannot be read: file:");

      beans.invoke(name, "test", null, null);
      assertThat(receiver.next()).contains("\"kind\":\"test\"");
      assertThat(beans.getAttribute(name, "Alerts").toString()).contains("secret stale", "told");
    }
    assertThat(beans.isRegistered(name)).isFalse();
  }

  /** What the sample's web.xml offers in a comment. */
  @Test
  void the_settings_that_the_sample_offers_work() throws Exception {
    String descriptor =
        Files.readString(Path.of("..", "webapp-sample/src/main/webapp/WEB-INF/web.xml"));
    Map<String, String> offered = new TreeMap<>();
    Pattern.compile(
            "<param-name>(weir\\.(?:metrics|status|audit|alerts)[a-z.]*)</param-name>\\s*<param-value>([^<]*)</param-value>")
        .matcher(descriptor)
        .results()
        .forEach(
            setting ->
                offered.put(
                    setting.group(1),
                    setting
                        .group(2)
                        .strip()
                        .replace("/run/secrets", folder.toString())
                        .replace("/var/log/weir", folder.toString())));
    assertThat(offered).hasSize(7);
    Files.writeString(folder.resolve("metrics-token"), "0123456789abcdef-token");
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      Files.writeString(folder.resolve("weir-alerts-url"), receiver.url("/"));
      try (EmbeddedServer server = server(offered).start()) {
        assertThat(
                server
                    .send(
                        "GET", "/metrics", Map.of("Authorization", "Bearer 0123456789abcdef-token"))
                    .body())
            .contains("weir_build_info");
        assertThat(server.status("GET", "/weir")).isEqualTo(403); // Nobody has logged in.
        assertThat(folder.resolve("app.jsonl")).exists();
      }
    }
  }

  private void assertMistake(Map<String, String> settings, String... texts) {
    assertThatThrownBy(
            () -> {
              try (EmbeddedServer server = server(settings)) {
                server.start();
              }
            })
        .message()
        .contains(texts);
  }

  @Test
  void a_directory_that_is_missing_stops_the_deployment() {
    assertMistake(
        Map.of("weir.audit.file", folder.resolve("none/audit.jsonl").toString()),
        "weir.audit.file: ",
        "no directory " + folder.resolve("none"),
        "create it, and let the user of the server write into it");
  }

  @Test
  void mistakes_in_settings_stop_the_deployment() {
    assertMistake(
        Map.of(
            "weir.audit.file", "audit.jsonl",
            "weir.audit.max-size", "many",
            "weir.audit.personal-data", "al",
            "weir.alerts", "cluster lots",
            "weir.alerts.dayly-report", "7:00"),
        "\"audit.jsonl\": allowed is an absolute path, for example /var/log/weir/{application}.jsonl",
        "weir.audit.max-size (context-param): \"many\": allowed is 64 kB to 100 GB, with its unit, as in 100MB",
        "weir.audit.personal-data (context-param): \"al\": allowed are none, pseudonyms.",
        "weir.alerts (context-param), line 1: \"lots\": lost must follow, as in cluster lost. Did you mean \"lost\"?",
        "Did you mean \"weir.alerts.daily-report\"?");
  }
}

package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.status.metrics.Dashboard;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes an application that is under load, loads the alert rules of {@code
 * ops/}, and answers every expression of the dashboards.
 */
class PrometheusTest {

  /** Where this is true, the test fails that would be skipped without the program. */
  private static final String REQUIRED = "PROMETHEUS_REQUIRED";

  private static final String TOKEN = "0123456789abcdef-token";
  private static final Path OPS = Path.of("..", "ops");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What needs a cluster, secrets, or an administrator: there is no series here. */
  private static final String WITHOUT_SERIES =
      "weir_cluster_|weir_secret_changes|weir_secret_age_|weir_administrator_actions|weir_blocks|weir_budget_warnings|weir_circuit_transitions";

  private static final Pattern HEALTH = Pattern.compile("\"health\":\"([a-z]+)\"");

  @TempDir private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  private static Path prometheus() {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .map(directory -> Path.of(directory, "prometheus"))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty() && Boolean.parseBoolean(System.getenv(REQUIRED))) {
      throw new IllegalStateException(
          "prometheus is not installed, and %s is set".formatted(REQUIRED));
    }
    assumeTrue(found.isPresent(), "prometheus is not installed");
    return found.orElseThrow();
  }

  private static final class Chat extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      request.getSession();
      request.setAttribute("io.weir.usage", "model=gpt-5; input=1000; output=200");
      response.getWriter().print("answer");
    }
  }

  @Test
  void every_expression_of_ops_has_an_answer() throws Exception {
    Path program = prometheus();
    Path secret = Files.writeString(folder.resolve("token"), TOKEN);
    try (EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.metrics.path", "/metrics")
            .parameter("weir.metrics.token", "file:" + secret)
            .parameter("weir.rate-limit.rules", "login: POST /login 2/minute per ip")
            .parameter(
                "weir.budget.budgets",
                "hour: POST /chat $1000.00/hour\nspent: POST /spent $0.01/hour")
            .parameter("weir.budget.prices", "gpt-5 10.00 30.00")
            .parameter("weir.circuit-breaker.circuits", "openai: /chat")
            .servlet("/", new Chat())
            .servlet("/login", new Chat())
            .servlet("/chat", new Chat())
            .servlet("/spent", new Chat())
            .start()) {
      int port = freePort();
      Process running = start(program, port, configuration(secret, server.port()));
      try {
        load(server, port);
        Map<String, String> wrong = new TreeMap<>();
        for (String expression : expressions()) {
          String asked = expression.replace("$__rate_interval", "1m").replace("$job", ".+");
          String answer = get(port, "/api/v1/query?query=" + encoded(asked));
          boolean mustHaveSeries = !asked.matches(".*(%s).*".formatted(WITHOUT_SERIES));
          if (!answer.startsWith("{\"status\":\"success\"")
              || (mustHaveSeries && answer.contains("\"result\":[]"))) {
            wrong.put(asked, answer);
          }
        }
        assertThat(wrong).isEmpty();
        assertThat(health(port)).hasSizeGreaterThan(5).containsOnly("ok");
        assertThat(
                get(port, "/api/v1/query?query=" + encoded("sum(rate_limit_exceeded_total) > 2")))
            .contains("\"value\":[");
      } finally {
        running.destroy();
        if (!running.waitFor(10, TimeUnit.SECONDS)) {
          running.destroyForcibly();
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** That of {@code ops/}, for this application, and faster. */
  private Path configuration(Path secret, int port) throws IOException {
    String written =
        Files.readString(OPS.resolve("prometheus.yml"))
            .replace("15s", "1s")
            .replace("alerts.yml", OPS.resolve("alerts.yml").toRealPath().toString())
            .replace("/etc/prometheus/weir-token", secret.toString())
            .replace("node1.example.com:8080", "127.0.0.1:" + port)
            .replaceFirst("(?m)^.*node2\\.example\\.com.*\n?", "");
    return Files.writeString(folder.resolve("prometheus.yml"), written);
  }

  private Process start(Path program, int port, Path configuration) throws IOException {
    return new ProcessBuilder(
            program.toString(),
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("prometheus.log").toFile())
        .start();
  }

  /** Sends requests until Prometheus has seen how the counters grow: each grows in every step. */
  private void load(EmbeddedServer server, int port) throws Exception {
    String body = "{\"model\":\"gpt-5\",\"max_tokens\":10}";
    String seen =
        "sum(increase(rate_limit_exceeded_total[1m])) > 2 and sum(increase(budget_exceeded_total[1m])) > 2"
            + " and sum(increase(token_usage_total[1m])) > 0 and sum(increase(api_cost_total_usd[1m])) > 0";
    // Counters grow only once they are seen: a series that is new has grown by nothing.
    await(port, "up == 1", () -> {});
    await(
        port,
        seen,
        () -> {
          server.send("POST", "/login", Map.of());
          server.send("POST", "/chat", Map.of(), body);
          server.send("POST", "/spent", Map.of(), body);
        });
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private void await(int port, String expression, Step step) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!get(port, "/api/v1/query?query=" + encoded(expression)).contains("\"value\":[")) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            expression + "\n" + Files.readString(folder.resolve("prometheus.log")));
      }
      step.run();
      TimeUnit.MILLISECONDS.sleep(300);
    }
  }

  /** Empty text while Prometheus starts. */
  private String get(int port, String path) throws InterruptedException {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s%s".formatted(port, path)))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    try (Stream<Path> files = Files.list(OPS.resolve("grafana"))) {
      for (Path file : files.sorted().toList()) {
        Dashboard.read(file).panels().forEach(panel -> expressions.addAll(panel.expressions()));
      }
    }
    return expressions;
  }

  /** The states of all rules, once all were evaluated. */
  private List<String> health(int port) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> health;
    do {
      TimeUnit.MILLISECONDS.sleep(200);
      health =
          HEALTH.matcher(get(port, "/api/v1/rules")).results().map(one -> one.group(1)).toList();
    } while (System.nanoTime() < end && (health.isEmpty() || health.contains("unknown")));
    return health;
  }
}

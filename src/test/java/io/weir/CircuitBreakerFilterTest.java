package io.weir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.Verdict;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The circuit breaker filter over real HTTP, in a container that is neither WildFly nor Payara. */
class CircuitBreakerFilterTest {

  private static final Map<String, String> ONE = Map.of("X-Forwarded-For", "198.51.100.1");
  private static final Map<String, String> OTHER = Map.of("X-Forwarded-For", "198.51.100.2");

  @TempDir private Path folder;

  /** Answers as its path says, and reports what the test wants. */
  private static final class Service extends HttpServlet {

    private final AtomicInteger runs = new AtomicInteger();
    private volatile String report = "";

    /** A stream has begun; it goes on until it is released. */
    private final CountDownLatch begun = new CountDownLatch(1);

    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      runs.incrementAndGet();
      if (!report.isEmpty()) {
        request.setAttribute("io.weir.upstream", report);
      }
      String path = request.getServletPath();
      switch (path) {
        case "/chat/throw" -> throw new ServletException("an exception that the test wants");
        case "/chat/forward" ->
            request.getRequestDispatcher("/chat/500").forward(request, response);
        case "/written" -> {
          response.getWriter().print("what the client does not get");
          request.getRequestDispatcher("/chat/200").forward(request, response);
        }
        case "/chat/large" -> {
          begun.countDown();
          response.getOutputStream().write(new byte[64 << 20]);
        }
        case "/chat/held" -> {
          response.getWriter().print("data: one\n\n");
          response.flushBuffer();
          begun.countDown();
          try {
            assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
        case "/chat/async" -> {
          AsyncContext async = request.startAsync();
          async.start(
              () -> {
                ((HttpServletResponse) async.getResponse()).setStatus(503);
                async.complete();
              });
        }
        case "/chat/timeout" -> request.startAsync().setTimeout(1);
        case "/chat/stream" -> {
          response.getWriter().print("data: one\n\n");
          response.flushBuffer();
          response.getWriter().print("data: two\n\n");
          response.getWriter().flush();
        }
        default -> {
          if (path.matches(".*/[1-5][0-9]{2}")) {
            response.setStatus(Integer.parseInt(path.substring(path.length() - 3)));
          }
          Object state = request.getAttribute("io.weir.circuit.openai");
          response.getWriter().print("state " + state);
        }
      }
    }
  }

  private final Service service = new Service();

  private EmbeddedServer server(String circuits) throws IOException {
    return new EmbeddedServer(folder)
        .servlet("/", service)
        .parameter("weir.trusted-proxies", "127.0.0.1")
        .parameter("weir.circuit-breaker.circuits", circuits);
  }

  private static int get(EmbeddedServer server, String path, Map<String, String> client)
      throws IOException, InterruptedException {
    return server.send("GET", path, client).statusCode();
  }

  @Test
  void a_service_that_fails_is_left_alone_until_it_may_work_again() throws Exception {
    try (EmbeddedServer server =
        server("openai: /chat/** after 2 failures in a row for 30 seconds").start()) {
      assertThat(get(server, "/chat/503", ONE)).isEqualTo(503);
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(200);
      assertThat(get(server, "/chat/503", ONE)).isEqualTo(503);
      assertThat(get(server, "/chat/500", OTHER)).isEqualTo(500);
      int runs = service.runs.get();

      HttpResponse<String> refused = server.send("GET", "/chat/200", ONE);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After").map(Integer::valueOf).orElseThrow())
          .isBetween(1, 33);
      assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(refused.body())
          .contains("\"status\":503", "A service that this request needs is not available");
      assertThat(service.runs).hasValue(runs);
      assertThat(get(server, "/other", ONE)).isEqualTo(200);
      assertThat(server.counts("circuit-breaker"))
          .contains(
              new Count("circuit-breaker", "openai", Verdict.ALLOWED, 4),
              new Count("circuit-breaker", "openai", Verdict.REFUSED, 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"'', 200", "openai=ok, 200", "openai=503, 503"})
  void a_stream_that_is_the_probe_decides_when_it_begins(String report, int others)
      throws Exception {
    try (EmbeddedServer server =
        server("openai: /chat/** after 1 failure in a row for 1 second").start()) {
      get(server, "/chat/500", ONE);
      await("half-open");
      service.report = report;
      CompletableFuture<Integer> stream =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return get(server, "/chat/held", ONE);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(service.begun.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(get(server, "/chat/200", OTHER)).isEqualTo(others);
      service.released.countDown();
      assertThat(stream.get(20, TimeUnit.SECONDS)).isEqualTo(200);
    }
  }

  @Test
  void a_probe_whose_client_does_not_read_stops_no_others() throws Exception {
    try (EmbeddedServer server =
            server("openai: /chat/** after 1 failure in a row for 1 second").start();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      get(server, "/chat/500", ONE);
      await("half-open");
      client
          .getOutputStream()
          .write("GET /app/chat/large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(UTF_8));
      assertThat(service.begun.await(20, TimeUnit.SECONDS)).isTrue();
      await("closed");
      assertThat(get(server, "/chat/200", OTHER)).isEqualTo(200);
    }
  }

  /** Waits until the circuit is in this state; it uses the clock of the server. */
  private static void await(String state) throws Exception {
    ObjectName name = new ObjectName("io.weir:type=Circuit,application=\"/app\",name=openai");
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    Instant end = Instant.now().plusSeconds(10);
    while (!beans.getAttribute(name, "State").equals(state)) {
      assertThat(Instant.now()).as("still not " + state).isBefore(end);
      Thread.sleep(50);
    }
  }

  @Test
  void one_client_cannot_shut_a_path_for_all() throws Exception {
    try (EmbeddedServer server = server("openai: /chat/** after 2 failures in a row").start()) {
      for (int i = 0; i < 10; i++) {
        assertThat(get(server, "/chat/500", ONE)).isEqualTo(500);
      }
      assertThat(get(server, "/chat/200", OTHER)).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/chat/throw, 500",
    "/chat/forward, 500",
    "/chat/async, 503",
    "/chat/timeout, 500",
    "/chat/599, 599",
  })
  void every_way_to_fail_counts(String path, int status) throws Exception {
    try (EmbeddedServer server = server("openai: /chat/** after 1 failure in a row").start()) {
      assertThat(get(server, path, ONE)).isEqualTo(status);
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(503);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/chat/200", "/chat/400", "/chat/404", "/chat/429", "/chat/stream"})
  void what_is_the_clients_fault_or_works_does_not(String path) throws Exception {
    try (EmbeddedServer server = server("openai: /chat/** after 1 failure in a row").start()) {
      get(server, path, ONE);
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(200);
    }
  }

  @Test
  void what_the_application_says_decides() throws Exception {
    try (EmbeddedServer server =
        server(
                """
                openai: /chat/** after 2 failures in a row
                twilio: /call/** after 2 failures in a row
                """)
            .start()) {
      service.report = "openai=ok; twilio=503";
      assertThat(get(server, "/chat/500", ONE)).isEqualTo(500);
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(200);
      assertThat(get(server, "/call/200", ONE)).isEqualTo(503);
      service.report = "openai=timeout";
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(200);
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(200);
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(503);
    }
  }

  @Test
  void a_file_answers_in_place_of_the_application() throws Exception {
    EmbeddedServer server =
        server("openai: /chat/** after 1 failure in a row fallback /WEB-INF/busy.json status 200");
    Path file = folder.resolve("app/WEB-INF/busy.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{\"busy\":true}");
    try (server) {
      server.start();
      get(server, "/chat/500", ONE);
      HttpResponse<String> answer = server.send("GET", "/chat/200", ONE);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"busy\":true}");
      assertThat(answer.headers().map()).containsEntry("Cache-Control", List.of("no-store"));
    }
  }

  @Test
  void a_file_answers_a_forward_after_the_application_has_written() throws Exception {
    EmbeddedServer server =
        server("openai: /chat/** after 1 failure in a row fallback /busy.html status 503");
    Path file = folder.resolve("app/busy.html");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "<p>Später</p>");
    try (server) {
      server.start();
      get(server, "/chat/500", ONE);
      HttpResponse<String> answer = server.send("GET", "/written", ONE);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("<p>Später</p>");
    }
  }

  @Test
  void a_file_that_is_missing_stops_the_deployment() throws Exception {
    try (EmbeddedServer server = server("openai: /chat/** fallback /busy.json")) {
      assertThatThrownBy(server::start)
          .hasMessageContaining(
              "circuits: circuit openai, fallback /busy.json: no such file in the application;");
    }
  }

  @Test
  void a_forward_answers_in_place_of_the_application() throws Exception {
    try (EmbeddedServer server =
        server("openai: /chat/** after 1 failure in a row fallback forward /chat/203").start()) {
      get(server, "/chat/500", ONE);
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(203);
    }
  }

  @Test
  void the_application_takes_its_own_safe_path() throws Exception {
    try (EmbeddedServer server =
        server("openai: /chat/** after 1 failure in a row fallback pass").start()) {
      assertThat(server.send("GET", "/chat/200", ONE).body()).isEqualTo("state null");
      get(server, "/chat/500", ONE);
      assertThat(server.send("GET", "/chat/200", ONE).body()).isEqualTo("state open");
    }
  }

  @Test
  void in_shadow_mode_nothing_is_refused() throws Exception {
    try (EmbeddedServer server =
        server("openai: /chat/** after 1 failure in a row")
            .parameter("weir.circuit-breaker.mode", "shadow")
            .start()) {
      get(server, "/chat/500", ONE);
      assertThat(server.send("GET", "/chat/200", ONE).body()).isEqualTo("state null");
      assertThat(server.counts("circuit-breaker"))
          .contains(new Count("circuit-breaker", "openai", Verdict.WOULD_REFUSE, 1));
    }
  }

  @Test
  void an_administrator_opens_and_releases_a_circuit() throws Exception {
    ObjectName name = new ObjectName("io.weir:type=Circuit,application=\"/app\",name=openai");
    try (EmbeddedServer server = server("openai: /chat/**").start()) {
      ManagementFactory.getPlatformMBeanServer().invoke(name, "forceOpen", null, null);
      HttpResponse<String> refused = server.send("GET", "/chat/200", ONE);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().map()).doesNotContainKey("Retry-After");
      assertThat(ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Forced"))
          .isEqualTo("open");
      ManagementFactory.getPlatformMBeanServer().invoke(name, "release", null, null);
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(200);
    }
    assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name)).isFalse();
  }

  @Test
  void what_an_administrator_decides_holds_in_all_applications_of_a_scope(@TempDir Path second)
      throws Exception {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = new ObjectName("io.weir:type=Circuit,application=\"/app\",name=openai");
    try (EmbeddedServer one = server("openai: /chat/**").parameter("weir.scope", "shop").start()) {
      beans.invoke(name, "forceOpen", null, null);
      EmbeddedServer other =
          new EmbeddedServer(second)
              .servlet("/", service)
              .parameter("weir.scope", "shop")
              .parameter("weir.circuit-breaker.circuits", "openai: /chat/**");
      try (other) {
        other.start();
        assertThat(get(other, "/chat/200", ONE)).isEqualTo(503);
        beans.invoke(name, "release", null, null);
        assertThat(get(other, "/chat/200", ONE)).isEqualTo(200);
        assertThat(get(one, "/chat/200", ONE)).isEqualTo(200);
      }
    }
  }

  @Test
  void a_quorum_of_a_node_that_is_alone_stops_the_deployment() throws Exception {
    try (EmbeddedServer server = server("openai: /chat/** opens on 2 nodes")) {
      assertThatThrownBy(server::start)
          .hasMessageContaining(
              "circuits: circuit openai, opens on 2 nodes: this JVM counts alone, so there are no other nodes; name them in weir.cluster.members, or remove this option");
    }
  }

  @Test
  void a_login_that_a_circuit_refuses_is_no_failure() throws Exception {
    try (EmbeddedServer server =
        server("openai: /chat/** after 1 failure in a row")
            .parameter(
                "weir.rate-limit.rules",
                "login: POST /chat/** 2/minute per param:name counting failures")
            .start()) {
      get(server, "/chat/500", ONE);
      for (int i = 0; i < 5; i++) {
        assertThat(server.send("POST", "/chat/200?name=alice", OTHER).statusCode()).isEqualTo(503);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, /chat/404", "GET, /chat/429", "OPTIONS, /chat/200"})
  void what_never_asks_the_service_forgives_no_failure(String method, String path)
      throws Exception {
    try (EmbeddedServer server = server("openai: /chat/** after 2 failures in a row").start()) {
      get(server, "/chat/500", ONE);
      server.send(method, path, OTHER);
      get(server, "/chat/500", OTHER);
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(503);
    }
  }

  @Test
  void the_owner_of_a_network_is_one_client() throws Exception {
    try (EmbeddedServer server = server("openai: /chat/** after 2 failures in a row").start()) {
      for (int i = 0; i < 5; i++) {
        Map<String, String> subscriber = Map.of("X-Forwarded-For", "2001:db8:1:%s::1".formatted(i));
        assertThat(get(server, "/chat/500", subscriber)).isEqualTo(500);
      }
      get(server, "/chat/500", Map.of("X-Forwarded-For", "2001:db8:2::1"));
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(503);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/app/chat/200;v=1", "/app/chat;v=1/200", "/app//chat/200", "/app/%63hat/200"})
  void an_open_circuit_is_open_in_every_spelling_of_its_path(String target) throws Exception {
    try (EmbeddedServer server = server("openai: /chat/** after 1 failure in a row").start()) {
      get(server, "/chat/500", ONE);
      int runs = service.runs.get();
      assertThat(server.raw("GET", target, ONE, "").statusCode()).isEqualTo(503);
      assertThat(service.runs).hasValue(runs);
    }
  }

  @Test
  void limits_come_before_circuits() throws Exception {
    try (EmbeddedServer server =
        server("openai: /chat/** after 1 failure in a row")
            .parameter("weir.rate-limit.rules", "chat: /chat/** 1/minute")
            .start()) {
      assertThat(get(server, "/chat/200", ONE)).isEqualTo(200);
      assertThat(get(server, "/chat/500", ONE)).isEqualTo(429);
      assertThat(get(server, "/chat/200", OTHER)).isEqualTo(200);
    }
  }
}

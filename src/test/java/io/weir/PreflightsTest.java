package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A preflight is one only where CorsFilter answers it. */
class PreflightsTest {

  private static final String APP = "https://app.example.com";

  @TempDir private Path folder;

  private static final class Any extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setStatus(request.getParameter("password") == null ? 200 : 401);
      response.getWriter().print(request.getMethod());
    }
  }

  private EmbeddedServer server(String rules) throws Exception {
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", rules)
        .parameter("weir.api-keys.alice", sha256("key-1"))
        .servlet("/*", new Any());
  }

  private static Map<String, String> preflight(String method, String... more) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Origin", APP);
    headers.put("Access-Control-Request-Method", method);
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    return headers;
  }

  private static List<Integer> statuses(
      EmbeddedServer server, int times, String path, Map<String, String> headers) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      statuses.add(server.send("OPTIONS", path, headers).statusCode());
    }
    return statuses;
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE", "X", "OPTIONS", " ", "GET, POST"})
  void a_preflight_that_nobody_answers_needs_a_key(String method) throws Exception {
    try (EmbeddedServer server = server("a: /api/** 9/minute per api-key:X-Key").start()) {
      assertThat(statuses(server, 2, "/api/x", preflight(method))).containsOnly(401);
      assertThat(statuses(server, 2, "/api/x", preflight(method, "X-Key", "key-1")))
          .containsOnly(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "X"})
  void a_preflight_that_nobody_answers_has_no_bucket_of_its_own(String method) throws Exception {
    try (EmbeddedServer server = server("a: /** 3/minute per ip").start()) {
      assertThat(server.status("GET", "/x")).isEqualTo(200);
      assertThat(statuses(server, 3, "/x", preflight(method))).containsExactly(200, 200, 429);
      assertThat(server.status("GET", "/x")).isEqualTo(429);
      assertThat(server.status("OPTIONS", "/x")).isEqualTo(429);
    }
  }

  @Test
  void a_preflight_that_nobody_answers_is_an_options_request() throws Exception {
    try (EmbeddedServer server =
        server("a: POST /call 1/minute per ip\nb: OPTIONS /call 2/minute per ip").start()) {
      assertThat(statuses(server, 3, "/call", preflight("POST"))).containsExactly(200, 200, 429);
      assertThat(server.status("POST", "/call")).isEqualTo(200);
      assertThat(server.status("POST", "/call")).isEqualTo(429);
    }
  }

  @Test
  void a_guess_in_a_preflight_is_a_guess() throws Exception {
    try (EmbeddedServer server =
        server("a: /login 3/minute per ip+param:user counting failures").start()) {
      assertThat(statuses(server, 4, "/login?user=alice&password=guess", preflight("POST")))
          .containsExactly(401, 401, 401, 429);
    }
  }

  @Test
  void a_preflight_that_the_cors_filter_answers_counts_nowhere() throws Exception {
    try (EmbeddedServer server =
        server("a: /** 1/minute per ip\nb: /api/** 1/minute per api-key:X-Key")
            .parameter("weir.cors.allowed-origins", APP)
            .parameter("weir.cors.allowed-methods", "DELETE")
            .start()) {
      assertThat(statuses(server, 5, "/api/x", preflight("DELETE"))).containsOnly(204);
      assertThat(statuses(server, 5, "/api/x", preflight("X"))).containsOnly(403);
      assertThat(server.send("GET", "/x", Map.of()).statusCode()).isEqualTo(200);
    }
  }

  /** Fetch §4.8: a preflight has neither credentials nor a body. */
  @ParameterizedTest
  @ValueSource(strings = {"Authorization", "body", "Transfer-Encoding"})
  void what_carries_credentials_or_a_body_is_no_preflight(String what) throws Exception {
    try (EmbeddedServer server =
        server("b: /api/** 9/minute per api-key:X-Key\na: /** 2/minute per ip")
            .parameter("weir.cors.allowed-origins", APP)
            .parameter("weir.rate-limit.preflights", "pass")
            .start()) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        statuses.add(odd(server, "/api/x", what));
      }
      assertThat(statuses).containsOnly(401);
    }
  }

  private static int odd(EmbeddedServer server, String path, String what) throws Exception {
    return switch (what) {
      case "Authorization" ->
          server
              .send("OPTIONS", path, preflight("GET", "Authorization", "Basic eDp5"))
              .statusCode();
      case "body" -> server.send("OPTIONS", path, preflight("GET"), "a=b").statusCode();
      default ->
          server
              .raw(
                  "OPTIONS",
                  "/app" + path,
                  preflight("GET", "Transfer-Encoding", "chunked"),
                  "3\r\na=b\r\n0\r\n\r\n")
              .statusCode();
    };
  }

  @Test
  void where_the_application_answers_cors_itself_preflights_may_pass() throws Exception {
    try (EmbeddedServer server =
        server(
                "a: /api/** 1/minute per api-key:X-Key\nb: /api/** 1/minute per header:X-Tenant\n"
                    + "c: /api/** 5/minute per ip\nd: /login 1/minute per ip+param:user counting failures")
            .parameter("weir.rate-limit.preflights", "pass")
            .start()) {
      assertThat(statuses(server, 3, "/api/x", preflight("GET"))).containsOnly(200);
      // Credentials, and what a login reads, are no matter of a preflight.
      assertThat(statuses(server, 1, "/api/x", preflight("GET", "Authorization", "Basic eDp5")))
          .containsOnly(401);
      assertThat(statuses(server, 2, "/api/x", preflight("GET"))).containsExactly(200, 429);
      assertThat(statuses(server, 3, "/login?user=alice&password=x", preflight("POST")))
          .containsExactly(401, 429, 429);
    }
  }

  @Test
  void the_first_preflight_that_is_counted_is_told() throws Exception {
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
    try (EmbeddedServer server = server("a: /** 9/minute per ip").start()) {
      server.send("OPTIONS", "/x", Map.of());
      assertThat(logged).noneMatch(line -> line.contains("WEIR-011"));
      statuses(server, 3, "/x", preflight("GET"));
      assertThat(logged)
          .filteredOn(line -> line.contains("WEIR-011"))
          .singleElement()
          .asString()
          .contains("weir.cors.allowed-origins", "weir.rate-limit.preflights");
    } finally {
      weir.removeHandler(lines);
    }
  }

  @Test
  void another_value_is_a_mistake() throws Exception {
    try (EmbeddedServer server =
        server("a: /** 9/minute").parameter("weir.rate-limit.preflights", "free")) {
      assertThatThrownBy(server::start)
          .hasMessageContaining("weir.rate-limit.preflights")
          .hasMessageContaining("count, pass");
    }
  }

  private static String sha256(String key) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }
}

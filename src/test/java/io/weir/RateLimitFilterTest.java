package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.Verdict;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The filter in a container that is neither WildFly nor Payara: over real HTTP, counting in this
 * JVM.
 */
class RateLimitFilterTest {

  @TempDir private Path folder;

  /** Answers 200 and counts how often it ran. */
  private static final class Endpoint extends HttpServlet {

    private final AtomicInteger runs = new AtomicInteger();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      runs.incrementAndGet();
      response.getWriter().print("ran");
    }
  }

  private EmbeddedServer server(String rules) throws IOException {
    return new EmbeddedServer(folder).parameter("weir.rate-limit.rules", rules);
  }

  @Test
  void the_filter_registers_itself_where_only_rules_are_set() throws Exception {
    Endpoint endpoint = new Endpoint();
    try (EmbeddedServer server =
        server("calls: /call 2/minute").servlet("/call", endpoint).start()) {
      HttpResponse<String> first = server.send("GET", "/call", Map.of());
      assertThat(first.headers().map())
          .containsEntry("X-RateLimit-Limit", List.of("2"))
          .containsEntry("X-RateLimit-Remaining", List.of("1"))
          .containsEntry("X-RateLimit-Reset", List.of("60"))
          .containsEntry("RateLimit-Policy", List.of("\"calls\";q=2;w=60"))
          .containsEntry("RateLimit", List.of("\"calls\";r=1;t=60"))
          .doesNotContainKey("Retry-After");
      assertThat(server.status("GET", "/call")).isEqualTo(200);
      HttpResponse<String> third = server.send("GET", "/call", Map.of());
      assertThat(third.statusCode()).isEqualTo(429);
      assertThat(third.headers().allValues("Retry-After")).hasSize(1);
      assertThat(third.headers().map())
          .containsEntry("Cache-Control", List.of("no-store"))
          .containsEntry("Content-Type", List.of("application/problem+json"))
          .containsEntry("X-RateLimit-Remaining", List.of("0"));
      assertThat(third.body())
          .isEqualTo(
              "{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\","
                  + "\"title\":\"Too Many Requests\",\"status\":429,"
                  + "\"detail\":\"Rate limit exceeded: 2 per 1 minute\",\"violated-policies\":[\"calls\"]}");
      assertThat(endpoint.runs).hasValue(2);
    }
  }

  @Test
  void every_spelling_of_a_path_counts_once() throws Exception {
    Endpoint endpoint = new Endpoint();
    try (EmbeddedServer server =
        server("calls: /call 3/minute").servlet("/call/*", endpoint).start()) {
      assertThat(server.status("GET", "/call")).isEqualTo(200);
      assertThat(raw(server, "GET /app//call HTTP/1.1")).contains("X-RateLimit-Remaining: 1");
      assertThat(raw(server, "GET /app/x/../call;a=b/ HTTP/1.1"))
          .contains("X-RateLimit-Remaining: 0");
      assertThat(raw(server, "HEAD /app/%63all HTTP/1.1")).startsWith("HTTP/1.1 429");
      assertThat(raw(server, "get /app/call/ HTTP/1.1")).startsWith("HTTP/1.1 429");
    }
  }

  @Test
  void what_no_browser_sends_is_refused() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 3/minute").servlet("/", new Endpoint()).start()) {
      for (String path : List.of("/x/%2e%2e/call", "/a%0ab", "/%ff")) {
        assertThat(raw(server, "GET /app" + path + " HTTP/1.1"))
            .as(path)
            .startsWith("HTTP/1.1 400");
      }
      assertThat(raw(server, "GET /app/a;b/c HTTP/1.1")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void in_strict_hands_every_ambiguous_path_is_refused() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 3/minute")
            .parameter("weir.ambiguous-paths", "refuse")
            .servlet("/", new Endpoint())
            .start()) {
      for (String path : List.of("/a;b/c", "//call", "/a/./b", "/a%25b")) {
        assertThat(raw(server, "GET /app" + path + " HTTP/1.1"))
            .as(path)
            .startsWith("HTTP/1.1 400");
      }
      assertThat(server.status("GET", "/a/b;jsessionid=1")).isEqualTo(200);
    }
  }

  @Test
  void a_forwarded_header_moves_nobody_unless_its_sender_is_trusted() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 1/minute").servlet("/call", new Endpoint()).start()) {
      assertThat(server.status("GET", "/call")).isEqualTo(200);
      assertThat(server.send("GET", "/call", Map.of("X-Forwarded-For", "192.0.2.1")).statusCode())
          .isEqualTo(429);
    }
    try (EmbeddedServer server =
        new EmbeddedServer(folder.resolve("trusting"))
            .parameter("weir.rate-limit.rules", "calls: /call 1/minute")
            .parameter("weir.trusted-proxies", "127.0.0.1")
            .servlet("/call", new Endpoint())
            .start()) {
      assertThat(server.send("GET", "/call", Map.of("X-Forwarded-For", "192.0.2.1")).statusCode())
          .isEqualTo(200);
      assertThat(server.send("GET", "/call", Map.of("X-Forwarded-For", "192.0.2.2")).statusCode())
          .isEqualTo(200);
      assertThat(
              server
                  .send("GET", "/call", Map.of("X-Forwarded-For", "192.0.2.9, 192.0.2.1"))
                  .statusCode())
          .isEqualTo(429);
    }
  }

  @Test
  void a_preflight_that_nobody_answers_is_an_options_request() throws Exception {
    Map<String, String> preflight =
        Map.of("Origin", "https://app.example.com", "Access-Control-Request-Method", "POST");
    try (EmbeddedServer server =
        server("calls: POST /call 1/minute").servlet("/call", new Endpoint()).start()) {
      assertThat(server.send("OPTIONS", "/call", preflight).statusCode()).isEqualTo(200);
      assertThat(server.status("POST", "/call")).isEqualTo(200);
      assertThat(server.send("OPTIONS", "/call", preflight).statusCode()).isEqualTo(200);
      assertThat(server.status("POST", "/call")).isEqualTo(429);
      assertThat(server.status("OPTIONS", "/call")).isEqualTo(200);
    }
  }

  @Test
  void exempt_addresses_are_not_counted_and_see_no_header() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 1/minute")
            .parameter("weir.rate-limit.except", "ip:127.0.0.0/8")
            .servlet("/call", new Endpoint())
            .start()) {
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> answer = server.send("GET", "/call", Map.of());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKeys("RateLimit", "X-RateLimit-Limit");
      }
    }
  }

  @Test
  void a_header_counts_by_its_value_and_without_it_the_address_does() throws Exception {
    try (EmbeddedServer server =
        server("tenants: /call 1/minute per header:X-Tenant")
            .servlet("/call", new Endpoint())
            .start()) {
      assertThat(server.send("GET", "/call", Map.of("X-Tenant", "a")).statusCode()).isEqualTo(200);
      assertThat(server.send("GET", "/call", Map.of("X-Tenant", "a")).statusCode()).isEqualTo(429);
      assertThat(server.send("GET", "/call", Map.of("X-Tenant", "b")).statusCode()).isEqualTo(200);
      assertThat(server.status("GET", "/call")).isEqualTo(200);
      assertThat(server.send("GET", "/call", Map.of("X-Tenant", "127.0.0.1")).statusCode())
          .isEqualTo(200);
      assertThat(server.status("GET", "/call")).isEqualTo(429);
    }
  }

  @Test
  void a_forward_is_counted_by_the_rules_that_it_meets_first_there() throws Exception {
    HttpServlet forwarding =
        new HttpServlet() {
          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws ServletException, IOException {
            response.getWriter().print("never seen");
            request.getRequestDispatcher("/call").forward(request, response);
          }
        };
    Endpoint endpoint = new Endpoint();
    try (EmbeddedServer server =
        server("calls: /call 2/minute\nall: /** 60/minute")
            .servlet("/call", endpoint)
            .servlet("/forward", forwarding)
            .servlet("/other", new Endpoint())
            .start()) {
      HttpResponse<String> forwarded = server.send("GET", "/forward", Map.of());
      assertThat(forwarded.body()).isEqualTo("ran");
      assertThat(forwarded.headers().allValues("RateLimit")).containsExactly("\"calls\";r=1;t=60");
      assertThat(server.status("GET", "/forward")).isEqualTo(200);
      HttpResponse<String> refused = server.send("GET", "/forward", Map.of());
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("\"violated-policies\":[\"calls\"]");
      assertThat(
              server.send("GET", "/other", Map.of()).headers().allValues("X-RateLimit-Remaining"))
          .containsExactly("56");
      assertThat(endpoint.runs).hasValue(2);
    }
  }

  @Test
  void an_asynchronous_request_is_counted_once() throws Exception {
    HttpServlet later =
        new HttpServlet() {
          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            if (request.getAttribute("again") == null) {
              request.setAttribute("again", true);
              request.startAsync().dispatch();
            } else {
              response.getWriter().print("ran");
            }
          }
        };
    try (EmbeddedServer server =
        server("calls: /later 2/minute").servlet("/later", later).start()) {
      assertThat(
              server.send("GET", "/later", Map.of()).headers().allValues("X-RateLimit-Remaining"))
          .containsExactly("1");
      assertThat(server.status("GET", "/later")).isEqualTo(200);
      assertThat(server.status("GET", "/later")).isEqualTo(429);
    }
  }

  @Test
  void an_error_page_is_not_counted_and_tells_the_limits() throws Exception {
    HttpServlet failing =
        new HttpServlet() {
          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws ServletException {
            response.reset(); // As WildFly does where an exception ends a request.
            throw new ServletException("an exception that the test wants");
          }
        };
    try (EmbeddedServer server =
        server("calls: /** 3/minute")
            .servlet("/failing", failing)
            .servlet("/page", new Endpoint())
            .errorPage("/page")
            .start()) {
      for (String left : List.of("2", "1")) {
        HttpResponse<String> answer = server.send("GET", "/failing", Map.of());
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("ran");
        assertThat(answer.headers().allValues("X-RateLimit-Remaining")).containsExactly(left);
      }
    }
  }

  @Test
  void in_shadow_nothing_is_refused_and_nothing_shows() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 1/minute")
            .parameter("weir.rate-limit.mode", "shadow")
            .servlet("/call", new Endpoint())
            .start()) {
      server.status("GET", "/call");
      HttpResponse<String> second = server.send("GET", "/call", Map.of());
      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(second.headers().map()).doesNotContainKeys("RateLimit", "RateLimit-Policy");
    }
  }

  @Test
  void in_shadow_an_ambiguous_path_passes_too() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 3/minute")
            .parameter("weir.rate-limit.mode", "shadow")
            .servlet("/", new Endpoint())
            .start()) {
      assertThat(raw(server, "GET /app/x/%2e%2e/call HTTP/1.1")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void what_is_admitted_is_counted_too_and_counters_only_grow() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 2/minute").servlet("/call", new Endpoint()).start()) {
      assertThat(server.counts("rate-limit")).extracting(Count::total).containsOnly(0L);
      for (int i = 0; i < 3; i++) {
        server.status("GET", "/call");
      }
      assertThat(server.counts("rate-limit"))
          .contains(
              new Count("rate-limit", "calls", Verdict.ALLOWED, 2),
              new Count("rate-limit", "calls", Verdict.REFUSED, 1));
      server.status("GET", "/call");
      assertThat(server.counts("rate-limit"))
          .contains(
              new Count("rate-limit", "calls", Verdict.ALLOWED, 2),
              new Count("rate-limit", "calls", Verdict.REFUSED, 2));
    }
  }

  @Test
  void the_kill_switch_lets_everything_pass() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 1/minute")
            .parameter("weir.enabled", "false")
            .servlet("/call", new Endpoint())
            .start()) {
      server.status("GET", "/call");
      assertThat(server.status("GET", "/call")).isEqualTo(200);
    }
  }

  @Test
  void what_the_client_reads_is_what_it_gets() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 1/minute").servlet("/call", new Endpoint()).start()) {
      server.status("GET", "/call");
      HttpResponse<String> page =
          server.send("GET", "/call", Map.of("Accept", "text/html,*/*;q=0.8"));
      assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
      assertThat(page.body())
          .contains("<h1>429 Too Many Requests</h1>", "Rate limit exceeded: 1 per 1 minute");
      assertThat(
              server
                  .send("GET", "/call", Map.of("Accept", "application/json"))
                  .headers()
                  .firstValue("Content-Type"))
          .contains("application/json");
    }
    try (EmbeddedServer server =
        new EmbeddedServer(folder.resolve("detail"))
            .parameter("weir.rate-limit.rules", "calls: /call 1/hour")
            .parameter("weir.rate-limit.body", "detail")
            .servlet("/call", new Endpoint())
            .start()) {
      server.status("GET", "/call");
      assertThat(server.send("GET", "/call", Map.of("Accept", "text/html")).body())
          .isEqualTo("{\"detail\":\"Rate limit exceeded: 1 per 1 hour\"}");
    }
  }

  @Test
  void every_mistake_stops_the_deployment_at_once() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 5/minuet\nother: /b")
            .parameter("weir.scop", "x")
            .parameter("weir.rate-limit.mode", "of")) {
      assertThatThrownBy(server::start)
          .isInstanceOf(ServletException.class)
          .hasMessageStartingWith("Weir cannot start RateLimitFilter:\n")
          .hasMessageContainingAll(
              "weir.rate-limit.rules (context-param), line 1: \"5/minuet\"",
              "Did you mean \"minute\"?",
              "weir.rate-limit.rules (context-param), line 2:",
              "weir.rate-limit.mode (context-param): \"of\"",
              "weir.scop (context-param): no such setting;",
              "Did you mean \"weir.scope\"?");
    }
  }

  @Test
  void a_declaration_that_leaves_a_way_round_is_a_mistake() throws Exception {
    try (EmbeddedServer server =
        server("calls: /call 5/minute").filter("/call", "io.weir.RateLimitFilter")) {
      assertThatThrownBy(server::start)
          .isInstanceOf(ServletException.class)
          .hasMessageContainingAll("<filter-mapping> of limits", "<dispatcher>ASYNC</dispatcher>");
    }
  }

  /** Sends a request line unchanged; the client of the JDK would normalize it. */
  private static String raw(EmbeddedServer server, String requestLine) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      }
    }
  }
}

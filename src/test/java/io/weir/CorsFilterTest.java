package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncContext;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The CORS filter over real HTTP, in a container that is neither WildFly nor Payara. */
class CorsFilterTest {

  private static final String APP = "https://app.example.com";
  private static final String FOREIGN = "https://evil.example";

  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";

  @TempDir private Path folder;

  /** Changes its response as its path says. */
  private static final class Endpoint extends HttpServlet {

    private final AtomicInteger runs = new AtomicInteger();

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      runs.incrementAndGet();
      switch (request.getServletPath()) {
        case "/reset" -> response.reset();
        case "/vary" -> response.setHeader("Vary", "Accept-Encoding");
        case "/vary-twice" -> {
          response.addHeader("Vary", "Accept");
          response.addHeader("Vary", "origin");
        }
        case "/vary-star" -> response.setHeader("vary", "*");
        case "/own" -> {
          response.setHeader("access-control-allow-origin", "*");
          response.addHeader(ALLOW_ORIGIN, FOREIGN);
          response.setHeader("Access-Control-Allow-Credentials", "true");
          response.setIntHeader("Access-Control-Max-Age", 7);
        }
        case "/others" -> {
          response.setHeader("Timing-Allow-Origin", "*");
          response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
        }
        case "/error" -> response.sendError(503);
        case "/throw" -> throw new ServletException("an exception that the test wants");
        case "/throw-error" -> {
          response.setHeader("X-Page", "1");
          throw new AssertionError("an error that the test wants");
        }
        case "/throw-unfinished" -> {
          response.setHeader("Content-Encoding", "gzip");
          response.setHeader("Cache-Control", "public, max-age=3600");
          response.setHeader("X-Page", "1");
          throw new IllegalStateException("an exception that the test wants");
        }
        case "/forward" -> request.getRequestDispatcher("/vary").forward(request, response);
        case "/async" -> request.startAsync().dispatch("/reset");
        case "/async-throw" -> request.startAsync().dispatch("/throw-unfinished");
        case "/async-later" -> {
          AsyncContext async = request.startAsync();
          ((HttpServletResponse) async.getResponse()).setHeader("Vary", "Accept-Encoding");
          async.complete();
        }
        default -> response.getWriter().print("ran");
      }
    }
  }

  private final Endpoint endpoint = new Endpoint();

  private EmbeddedServer server(String... namesAndValues) throws IOException {
    EmbeddedServer server = new EmbeddedServer(folder).servlet("/", endpoint);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      server.parameter("weir." + namesAndValues[i], namesAndValues[i + 1]);
    }
    return server;
  }

  private static HttpResponse<String> get(EmbeddedServer server, String path, String origin)
      throws IOException, InterruptedException {
    return server.send("GET", path, Map.of("Origin", origin));
  }

  private static Map<String, String> preflight(String origin, String method, String headers) {
    Map<String, String> all = new HashMap<>();
    all.put("Origin", origin);
    all.put("Access-Control-Request-Method", method);
    all.put("Access-Control-Request-Headers", headers);
    return all;
  }

  @Test
  void the_filter_registers_itself_where_only_origins_are_set() throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", APP).start()) {
      HttpResponse<String> answer = get(server, "/call", APP);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("ran");
      assertThat(answer.headers().allValues(ALLOW_ORIGIN)).containsExactly(APP);
      assertThat(answer.headers().allValues("Vary")).containsExactly("Origin");
    }
  }

  @Test
  void a_preflight_never_reaches_the_application() throws Exception {
    try (EmbeddedServer server =
        server(
                "cors.allowed-origins", APP,
                "cors.allowed-methods", "PUT",
                "cors.allowed-headers", "X-A",
                "cors.max-age", "600")
            .start()) {
      HttpResponse<String> granted = server.send("OPTIONS", "/call", preflight(APP, "PUT", "x-a"));
      assertThat(granted.statusCode()).isEqualTo(204);
      assertThat(granted.body()).isEmpty();
      assertThat(granted.headers().map())
          .containsEntry(ALLOW_ORIGIN, List.of(APP))
          .containsEntry("Access-Control-Allow-Methods", List.of("PUT"))
          .containsEntry("Access-Control-Allow-Headers", List.of("x-a"))
          .containsEntry("Access-Control-Max-Age", List.of("600"))
          .containsEntry("Vary", List.of("Origin"));
      for (Map<String, String> refused :
          List.of(
              preflight(FOREIGN, "PUT", "x-a"),
              preflight(APP, "PATCH", "x-a"),
              preflight(APP, "PUT", "x-b"))) {
        HttpResponse<String> answer = server.send("OPTIONS", "/call", refused);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().map().keySet())
            .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"))
            .doesNotContain("Weir-Cors-Refusal");
      }
      assertThat(endpoint.runs).hasValue(0);
      assertThat(server.status("OPTIONS", "/call")).isEqualTo(200);
      assertThat(endpoint.runs).hasValue(1);
    }
  }

  @Test
  void in_debug_a_header_tells_why_not() throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "cors.debug", "true").start()) {
      assertThat(
              server
                  .send("OPTIONS", "/call", preflight(APP, "PATCH", ""))
                  .headers()
                  .firstValue("Weir-Cors-Refusal"))
          .contains("the method is not among allowed-methods: PATCH");
      assertThat(get(server, "/call", FOREIGN).headers().firstValue("Weir-Cors-Refusal"))
          .contains("the origin is not among allowed-origins");
    }
  }

  @Test
  void a_foreign_origin_is_refused_before_the_application_sees_it() throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", APP).start()) {
      HttpResponse<String> answer = get(server, "/call", FOREIGN);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("The origin of the request is not allowed");
      assertThat(answer.headers().map())
          .doesNotContainKey(ALLOW_ORIGIN)
          .containsEntry("Vary", List.of("Origin"))
          .containsEntry("Cache-Control", List.of("no-store"));
      assertThat(endpoint.runs).hasValue(0);
    }
  }

  @Test
  void a_foreign_origin_passes_without_headers_where_nothing_is_refused() throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "cors.refuse", "false").start()) {
      HttpResponse<String> answer = get(server, "/own", FOREIGN);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().map())
          .doesNotContainKeys(ALLOW_ORIGIN, "Access-Control-Allow-Credentials")
          .containsEntry("Vary", List.of("Origin"));
    }
  }

  @Test
  void the_applications_own_pages_post_as_ever() throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "cors.own-origins", "https://shop.example.com")
            .start()) {
      assertThat(
              server
                  .send("POST", "/call", Map.of("Origin", "https://shop.example.com"))
                  .statusCode())
          .isEqualTo(200);
      assertThat(
              server
                  .send(
                      "POST",
                      "/call",
                      Map.of("Origin", "https://other.example", "Sec-Fetch-Site", "same-origin"))
                  .statusCode())
          .isEqualTo(200);
      assertThat(
              server
                  .send(
                      "POST",
                      "/call",
                      Map.of("Origin", "https://other.example", "Sec-Fetch-Site", "same-site"))
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void two_origins_are_refused() throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", APP).start()) {
      assertThat(raw(server, "GET", "Origin: " + APP, "Origin: " + APP)).startsWith("HTTP/1.1 403");
      assertThat(raw(server, "GET", "Origin: " + APP + ", " + FOREIGN)).startsWith("HTTP/1.1 403");
      assertThat(
              raw(
                  server,
                  "OPTIONS",
                  "Origin: " + APP,
                  "Access-Control-Request-Method: GET",
                  "Access-Control-Request-Method: GET"))
          .startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void a_web_socket_of_a_foreign_origin_is_refused() throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "cors.refuse", "false").start()) {
      String[] upgrade = {
        "Connection: Upgrade",
        "Upgrade: WebSocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
      };
      assertThat(raw(server, "GET", with(upgrade, "Origin: " + FOREIGN)))
          .startsWith("HTTP/1.1 403");
      assertThat(raw(server, "GET", with(upgrade, "Origin: " + APP))).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_web_socket_of_a_stranger_is_refused_where_every_page_may_read() throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", "*").start()) {
      assertThat(
              raw(
                  server,
                  "GET",
                  "Connection: Upgrade, close",
                  "Upgrade: websocket",
                  "Origin: " + FOREIGN))
          .startsWith("HTTP/1.1 403");
      assertThat(get(server, "/call", FOREIGN).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/call, 200, Origin",
    "/reset, 200, Origin",
    "/vary, 200, 'Accept-Encoding, Origin'",
    "/vary-twice, 200, 'Origin | Accept'",
    "/vary-star, 200, *",
    "/own, 200, Origin",
    "/error, 503, Origin",
    "/throw, 500, Origin",
    "/forward, 200, 'Accept-Encoding, Origin'",
    "/async, 200, Origin",
    "/async-later, 200, 'Accept-Encoding, Origin'",
  })
  void whateverTheApplicationDoesTheHeadersStay(String path, int status, String vary)
      throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "cors.exposed-headers", "X-Page").start()) {
      HttpResponse<String> answer = get(server, path, APP);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.headers().allValues(ALLOW_ORIGIN)).containsExactly(APP);
      assertThat(answer.headers().allValues(EXPOSE_HEADERS)).containsExactly("x-page");
      assertThat(answer.headers().map())
          .doesNotContainKeys("Access-Control-Allow-Credentials", "Access-Control-Max-Age");
      assertThat(String.join(" | ", answer.headers().allValues("Vary"))).isEqualTo(vary);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/throw-unfinished", "/async-throw", "/throw-error"})
  void of_an_answer_that_failed_only_weirs_headers_stay(String path) throws Exception {
    try (EmbeddedServer server =
        server(
                "cors.allowed-origins", APP,
                "cors.exposed-headers", "X-Page",
                "rate-limit.rules", "calls: /** 9/minute")
            .start()) {
      HttpResponse<String> answer = get(server, path, APP);
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.headers().map())
          .doesNotContainKeys("Content-Encoding", "Cache-Control", "X-Page")
          .containsEntry(ALLOW_ORIGIN, List.of(APP))
          .containsEntry("Vary", List.of("Origin"))
          .containsEntry("X-RateLimit-Remaining", List.of("8"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/throw-unfinished", "/async-throw", "/throw-error"})
  void an_answer_that_failed_varies_also_without_an_origin(String path) throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "rate-limit.rules", "calls: /** 9/minute").start()) {
      HttpResponse<String> answer = server.send("GET", path, Map.of());
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.headers().map())
          .doesNotContainKeys("Content-Encoding", "Cache-Control", "X-Page", ALLOW_ORIGIN)
          .containsEntry("Vary", List.of("Origin"))
          .containsEntry("X-RateLimit-Remaining", List.of("8"));
    }
  }

  @ParameterizedTest
  @CsvSource({"/error, 503", "/throw, 500"})
  void an_error_page_has_them_too(String path, int status) throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", APP).errorPage("/reset").start()) {
      HttpResponse<String> answer = get(server, path, APP);
      assertThat(answer.statusCode()).isIn(200, status);
      assertThat(answer.headers().allValues(ALLOW_ORIGIN)).containsExactly(APP);
      assertThat(answer.headers().allValues("Vary")).containsExactly("Origin");
    }
  }

  @Test
  void every_answer_of_a_list_says_that_it_varies() throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", APP).start()) {
      HttpResponse<String> answer = server.send("GET", "/call", Map.of());
      assertThat(answer.headers().allValues("Vary")).containsExactly("Origin");
      assertThat(answer.headers().map()).doesNotContainKey(ALLOW_ORIGIN);
    }
  }

  @Test
  void no_answer_varies_where_every_origin_is_allowed() throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", "*").start()) {
      HttpResponse<String> answer = server.send("GET", "/vary", Map.of());
      assertThat(answer.headers().allValues("Vary")).containsExactly("Accept-Encoding");
      assertThat(answer.headers().allValues(ALLOW_ORIGIN)).containsExactly("*");
    }
  }

  @Test
  void what_is_not_of_cors_stays_as_the_application_sets_it() throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", APP).start()) {
      assertThat(get(server, "/others", APP).headers().map())
          .containsEntry("Timing-Allow-Origin", List.of("*"))
          .containsEntry("Cross-Origin-Resource-Policy", List.of("cross-origin"))
          .doesNotContainKey("Access-Control-Allow-Private-Network");
      assertThat(
              raw(
                  server,
                  "OPTIONS",
                  "Origin: " + APP,
                  "Access-Control-Request-Method: GET",
                  "Access-Control-Request-Private-Network: true"))
          .startsWith("HTTP/1.1 204")
          .doesNotContain("Private-Network", "Timing-Allow-Origin", "Resource-Policy");
    }
  }

  @Test
  void a_refusal_of_the_rate_limit_can_be_read_by_the_page() throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "rate-limit.rules", "calls: /call 1/minute").start()) {
      assertThat(get(server, "/call", APP).statusCode()).isEqualTo(200);
      HttpResponse<String> refusal = get(server, "/call", APP);
      assertThat(refusal.statusCode()).isEqualTo(429);
      assertThat(refusal.headers().allValues(ALLOW_ORIGIN)).containsExactly(APP);
      assertThat(refusal.headers().allValues(EXPOSE_HEADERS))
          .containsExactly(
              "ratelimit, ratelimit-policy, retry-after, x-ratelimit-limit,"
                  + " x-ratelimit-remaining, x-ratelimit-reset");
      assertThat(endpoint.runs).hasValue(1);
    }
  }

  @Test
  void a_country_that_is_refused_is_read_as_that() throws Exception {
    try (EmbeddedServer server =
        server(
                "cors.allowed-origins",
                APP,
                "rate-limit.rules",
                "calls: /call/{phone} 9/minute per phone:phone countries +49")
            .start()) {
      HttpResponse<String> refusal = get(server, "/call/+14155550100", APP);
      assertThat(refusal.statusCode()).isEqualTo(403);
      assertThat(refusal.body()).doesNotContain("origin");
      assertThat(refusal.headers().allValues(ALLOW_ORIGIN)).containsExactly(APP);
      assertThat(endpoint.runs).hasValue(0);
    }
  }

  @Test
  void a_path_that_is_refused_is_read_as_that() throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "rate-limit.rules", "calls: /** 9/minute").start()) {
      HttpResponse<String> refusal = get(server, "/x/%2e%2e/call", APP);
      assertThat(refusal.statusCode()).isEqualTo(400);
      assertThat(refusal.headers().allValues(ALLOW_ORIGIN)).containsExactly(APP);
    }
  }

  @Test
  void a_preflight_spends_nothing() throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "rate-limit.rules", "calls: /call 1/minute").start()) {
      for (int i = 0; i < 3; i++) {
        assertThat(server.send("OPTIONS", "/call", preflight(APP, "GET", "")).statusCode())
            .isEqualTo(204);
      }
      assertThat(get(server, "/call", APP).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void in_shadow_nothing_is_touched() throws Exception {
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "cors.mode", "shadow").start()) {
      HttpResponse<String> answer = get(server, "/own", FOREIGN);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().allValues(ALLOW_ORIGIN)).containsExactly("*", FOREIGN);
      assertThat(server.send("OPTIONS", "/call", preflight(FOREIGN, "PUT", "")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void the_kill_switch_lets_everything_pass() throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", APP, "enabled", "false").start()) {
      assertThat(get(server, "/call", FOREIGN).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void every_mistake_of_every_filter_stops_the_deployment() throws Exception {
    try (EmbeddedServer server =
        server(
            "cors.allowed-origins", "https://app.example.com/, *",
            "cors.max-age", "never",
            "rate-limit.rules", "/call 5/minuet",
            "cors.alowed-headers", "X-A")) {
      assertThatThrownBy(server::start)
          .isInstanceOf(ServletException.class)
          .hasMessageStartingWith("Weir cannot start CorsFilter and RateLimitFilter:\n")
          .hasMessageContainingAll(
              "weir.cors.allowed-origins (context-param): \"*\" allows every origin and must stand alone",
              "weir.cors.max-age (context-param): \"never\": allowed is a whole number from -1 to 86400",
              "weir.rate-limit.rules (context-param), line 1: \"5/minuet\"",
              "weir.cors.alowed-headers (context-param): no such setting;",
              "Did you mean \"weir.cors.allowed-headers\"?");
    }
  }

  @Test
  void a_setting_without_origins_is_a_mistake_too() throws Exception {
    try (EmbeddedServer server = server("cors.allow-credentials", "true")) {
      assertThatThrownBy(server::start).hasMessageContaining("allowed-origins: the list is empty");
    }
  }

  private static String[] with(String[] lines, String line) {
    String[] all = Arrays.copyOf(lines, lines.length + 1);
    all[lines.length] = line;
    return all;
  }

  /** Sends headers that the client of the JDK does not let a program set. */
  private static String raw(EmbeddedServer server, String method, String... headers)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request =
          "%s /app/call HTTP/1.1\r\nHost: localhost\r\n%s\r\n%s\r\n\r\n"
              .formatted(
                  method,
                  String.join("\r\n", headers),
                  String.join("", headers).contains("Connection:") ? "" : "Connection: close");
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      }
    }
  }

  @Test
  void a_form_of_an_identity_provider_may_be_posted_to_its_path_alone() throws Exception {
    String form = "application/x-www-form-urlencoded";
    try (EmbeddedServer server =
        server("cors.allowed-origins", APP, "cors.refuse-except", "path:/saml/acs").start()) {
      for (String origin : new String[] {"null", FOREIGN}) {
        for (String type : new String[] {form, "Multipart/form-data; boundary=x", "text/plain"}) {
          HttpResponse<String> posted = post(server, "/saml/acs", "POST", origin, type);
          assertThat(posted.body()).isEqualTo("ran");
          assertThat(posted.headers().map())
              .doesNotContainKeys("access-control-allow-origin", "access-control-expose-headers");
          assertThat(posted.headers().firstValue("Vary")).contains("Origin");
        }
        assertThat(post(server, "/saml/acs", "POST", origin, "application/json").statusCode())
            .isEqualTo(403);
        assertThat(post(server, "/saml/acs", "PUT", origin, form).statusCode()).isEqualTo(403);
        assertThat(post(server, "/saml/acs", "GET", origin, form).statusCode()).isEqualTo(403);
        for (String path :
            new String[] {"/saml", "/saml/acs/x", "/x/..;/saml/acs", "/saml/acs;x=1/y"}) {
          assertThat(post(server, path, "POST", origin, form).statusCode())
              .as(path)
              .isNotEqualTo(200);
        }
        assertThat(server.send("OPTIONS", "/saml/acs", preflight(origin, "POST", "")).statusCode())
            .isEqualTo(403);
      }
      assertThat(post(server, "/saml/acs", "POST", "https://a.example, null", form).statusCode())
          .isEqualTo(403);
    }
  }

  private static HttpResponse<String> post(
      EmbeddedServer server, String path, String method, String origin, String type)
      throws IOException, InterruptedException {
    return server.send(method, path, Map.of("Origin", origin, "Content-Type", type), "x=1");
  }

  /** As a server does by its own configuration, or a filter that runs before. */
  private static final class EarlierHeaders implements jakarta.servlet.Filter {
    @Override
    public void doFilter(
        jakarta.servlet.ServletRequest request,
        jakarta.servlet.ServletResponse response,
        jakarta.servlet.FilterChain chain)
        throws IOException, ServletException {
      HttpServletResponse early = (HttpServletResponse) response;
      early.setHeader(ALLOW_ORIGIN, "*");
      early.setHeader("access-control-allow-credentials", "true");
      early.addHeader("Access-Control-Allow-Headers", "X-Foreign");
      early.addHeader("Access-Control-Allow-Methods", "DELETE");
      early.setHeader("Access-Control-Max-Age", "86400");
      chain.doFilter(request, response);
    }
  }

  @Test
  void headers_that_were_set_before_the_filter_grant_nothing() throws Exception {
    try (EmbeddedServer server = server("cors.allowed-origins", APP)) {
      server.filter(new EarlierHeaders()).start();
      for (HttpResponse<String> answer :
          List.of(
              get(server, "/x", APP),
              get(server, "/reset", APP),
              get(server, "/x", FOREIGN),
              server.send("GET", "/x", Map.of()),
              server.send("OPTIONS", "/x", preflight(APP, "POST", "")),
              server.send("OPTIONS", "/x", preflight(FOREIGN, "POST", "")))) {
        answer
            .headers()
            .map()
            .forEach(
                (name, values) -> {
                  if (name.startsWith("access-control-") && !name.endsWith("expose-headers")) {
                    assertThat(values)
                        .as(name)
                        .allMatch(value -> List.of("", APP, "5", "POST").contains(value));
                  }
                });
      }
      assertThat(get(server, "/x", APP).headers().allValues(ALLOW_ORIGIN)).containsExactly(APP);
    }
  }
}

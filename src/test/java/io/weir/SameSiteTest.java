package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of another site cannot log anybody in, nor use up attempts of its visitors. */
class SameSiteTest {

  private static final String LOGIN =
      """
      pair:    /login 5/hour per ip+param:user counting failures same-site
      address: /login 9/hour per ip            counting failures same-site block 1 hour
      """;

  private static final String FORM = "application/x-www-form-urlencoded";

  @TempDir private Path folder;

  private final AtomicInteger attempts = new AtomicInteger();

  /** Accepts one password, in the query as in a form. */
  private final class Login extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getParameter("user") == null) {
        response.getWriter().print("who are you?");
      } else {
        attempts.incrementAndGet();
        response.setStatus("right".equals(request.getParameter("password")) ? 200 : 401);
      }
    }
  }

  private EmbeddedServer server(String rules) throws IOException {
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", rules)
        .parameter("weir.trusted-proxies", "127.0.0.1")
        .servlet("/login", new Login());
  }

  /** Headers in one text: {@code Origin: null | Sec-Fetch-Site: cross-site}; HOST is the server. */
  private static Map<String, String> headers(EmbeddedServer server, String text) {
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", FORM));
    for (String line : text.replace("HOST", "127.0.0.1:" + server.port()).split(" \\| ")) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        headers.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return headers;
  }

  private static HttpResponse<String> post(EmbeddedServer server, String headers)
      throws IOException, InterruptedException {
    return server.send("POST", "/login", headers(server, headers), "user=alice&password=wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example | Sec-Fetch-Site: cross-site",
        "Origin: https://evil.example",
        "Origin: null | Sec-Fetch-Site: cross-site",
        "Origin: null",
        "Origin: null | Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: Cross-Site",
        // A neighbour is another origin, whoever owns it.
        "Origin: https://www.example.com | Sec-Fetch-Site: same-site",
        // A page without TLS is another site than that of the same name with TLS.
        "Origin: http://HOST | Sec-Fetch-Site: cross-site",
        "Origin: https://HOST.evil.example",
        "Origin: https://evil.example/HOST",
        "Origin: http://127.0.0.1:1",
        "Origin: ftp://HOST",
        "Origin: HOST",
        "Origin: http://HOST, https://evil.example",
        "Origin: http://HOST https://evil.example",
        // What browsers never send proves nothing.
        "Origin: https://evil.example | Sec-Fetch-Site: same-origin, same-origin",
        "Origin: https://evil.example | Sec-Fetch-Site: none",
      })
  void posts_of_other_sites_are_refused_and_count_nowhere(String headers) throws Exception {
    try (EmbeddedServer server = server(LOGIN).start()) {
      for (int i = 0; i < 31; i++) {
        HttpResponse<String> refused = post(server, headers);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("Content-Type"))
            .hasValue("application/problem+json");
        assertThat(refused.body())
            .isEqualTo(
                "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,\"detail\":\"Pages of other sites must not send this request\"}");
        assertThat(refused.headers().map()).doesNotContainKey("Retry-After");
      }
      assertThat(attempts).hasValue(0);
      assertThat(post(server, "").headers().firstValue("X-RateLimit-Remaining")).hasValue("4");
      assertThat(attempts).hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: none",
        "Origin: http://HOST",
        "Origin: http://HOST | Sec-Fetch-Site: same-origin",
        // A proxy has ended TLS.
        "Origin: https://HOST",
        // A proxy calls the application by another name.
        "Origin: https://app.example.com | Sec-Fetch-Site: same-origin",
        // A page that sends no referrer.
        "Origin: null | Sec-Fetch-Site: same-origin",
      })
  void posts_of_the_application_and_of_programs_count_as_before(String headers) throws Exception {
    try (EmbeddedServer server = server(LOGIN).start()) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        statuses.add(post(server, headers).statusCode());
      }
      assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 429);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "weir.cors.allowed-origins, https://app.example.com, https://app.example.com, 401",
    "weir.cors.allowed-origins, https://*.example.com, https://app.example.com, 401",
    "weir.cors.own-origins, https://app.example.com, https://app.example.com, 401",
    "weir.cors.allowed-origins, https://app.example.com, https://evil.example, 403",
    "weir.cors.allowed-origins, https://app.example.com, https://app.example.com.evil.example, 403",
    // Every page may read, but no page is named that may log in.
    "weir.cors.allowed-origins, *, https://evil.example, 403",
    "weir.cors.own-origins, https://app.example.com, null, 403",
  })
  void pages_of_origins_that_are_named_may_log_in(
      String setting, String value, String origin, int status) throws Exception {
    Map<String, String> cors =
        new HashMap<>(Map.of("weir.cors.allowed-origins", "https://other.example.com"));
    cors.put(setting, value);
    EmbeddedServer asked = server(LOGIN).parameter("weir.cors.refuse", "false");
    cors.forEach(asked::parameter);
    try (EmbeddedServer server = asked.start()) {
      assertThat(post(server, "Sec-Fetch-Site: cross-site | Origin: " + origin).statusCode())
          .isEqualTo(status);
    }
  }

  /**
   * A portal links to the login, and to pages behind it, also where the browser adds a password.
   */
  @ParameterizedTest
  @CsvSource({
    "GET, /login, ''",
    "GET, /login?next=/home, ''",
    "HEAD, /login, ''",
    "OPTIONS, /login, ''",
    "GET, /login, 'Authorization: Basic YTpi'",
  })
  void links_of_other_sites_go_on(String method, String path, String more) throws Exception {
    try (EmbeddedServer server = server(LOGIN).start()) {
      String cross = "Sec-Fetch-Site: cross-site | Sec-Fetch-Mode: navigate | " + more;
      assertThat(server.send(method, path, headers(server, cross)).statusCode()).isEqualTo(200);
    }
  }

  /** Some logins read their fields from the query, too. */
  @ParameterizedTest
  @CsvSource({
    "GET, /login?user=alice&password=wrong",
    "GET, /login?password=wrong&user=alice",
    "GET, /login?%75ser=alice&password=wrong",
    "HEAD, /login?user=alice&password=right",
    "PUT, /login",
    "DELETE, /login",
    "ANY, /login",
  })
  void a_link_that_carries_a_login_is_refused(String method, String path) throws Exception {
    try (EmbeddedServer server = server(LOGIN).start()) {
      assertThat(
              server.send(method, path, headers(server, "Sec-Fetch-Site: cross-site")).statusCode())
          .isEqualTo(403);
      assertThat(attempts).hasValue(0);
    }
  }

  /** As for every other reason: otherwise such requests would be without any limit. */
  @Test
  void refusals_count_in_rules_per_address_that_count_every_request() throws Exception {
    try (EmbeddedServer server = server(LOGIN + "all: /** 3/hour per ip").start()) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        statuses.add(post(server, "Origin: https://evil.example").statusCode());
      }
      assertThat(statuses).containsExactly(403, 403, 403, 429, 429);
    }
  }

  @Test
  void it_is_an_option_of_its_own() throws Exception {
    try (EmbeddedServer server =
        server("pair: /login 5/hour per ip+param:user counting failures").start()) {
      assertThat(post(server, "Origin: https://evil.example").statusCode()).isEqualTo(401);
    }
  }

  /** It needs no login: what costs money is ordered from the application's own pages alone. */
  @ParameterizedTest
  @CsvSource({
    "call: POST /login 5/hour per user same-site, POST, 403",
    "call: POST /login 5/hour per ip same-site, POST, 403",
    "call: /login 5/hour per ip same-site, GET, 200",
    "call: /login 5/hour per ip+param:x same-site, GET, 200",
    "call: POST /login 5/hour per ip same-site shadow, POST, 401",
    "call: POST /login 5/hour per ip same-site except ip:127.0.0.1, POST, 401",
    "call: POST /other 5/hour per ip same-site, POST, 401",
  })
  void any_rule_may_have_it(String rule, String method, int status) throws Exception {
    try (EmbeddedServer server = server(rule).start()) {
      String body = method.equals("GET") ? "" : "user=alice&password=wrong";
      assertThat(
              server
                  .send(method, "/login", headers(server, "Origin: https://evil.example"), body)
                  .statusCode())
          .isEqualTo(status);
    }
  }

  @Test
  void a_filter_that_logs_users_in_sees_no_post_of_another_site() throws Exception {
    try (EmbeddedServer server =
        server(LOGIN)
            .filter(
                (request, response, chain) -> {
                  attempts.incrementAndGet();
                  chain.doFilter(request, response);
                })
            .declare(RateLimitFilter.class, Map.of())
            .start()) {
      assertThat(post(server, "Origin: https://evil.example").statusCode()).isEqualTo(403);
      assertThat(attempts).hasValue(0);
    }
  }

  /** HTTP/2 names the host in a field of its own. */
  @Test
  void the_own_origin_is_known_over_http2_too() throws Exception {
    try (EmbeddedServer server = server(LOGIN).overHttp2().start()) {
      assertThat(post(server, "Origin: http://HOST").statusCode()).isEqualTo(401);
      assertThat(post(server, "Origin: http://other").statusCode()).isEqualTo(403);
    }
  }
}

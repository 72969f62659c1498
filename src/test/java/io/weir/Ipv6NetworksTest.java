package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that owns an IPv6 network of 48 bits asks from a new /64 every time. */
class Ipv6NetworksTest {

  private static final int FACTOR = 32;

  @TempDir private Path folder;

  /** A JSON login whose password is wrong unless a header says otherwise. */
  private static final class Login extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setStatus(request.getHeader("Right") == null ? 401 : 200);
    }
  }

  private EmbeddedServer server(String rule, Map<String, String> settings) throws Exception {
    EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.rate-limit.rules", rule)
            .parameter("weir.trusted-proxies", "127.0.0.1")
            .servlet("/login", new Login());
    settings.forEach(server::parameter);
    return server.start();
  }

  private static HttpResponse<String> ask(EmbeddedServer server, String address, String body)
      throws Exception {
    return server.send(
        "POST",
        "/login",
        Map.of("X-Forwarded-For", address, "Content-Type", "application/json"),
        body);
  }

  /** How many of so many requests reach the application. */
  private static int passing(EmbeddedServer server, int requests, String network) throws Exception {
    int passed = 0;
    for (int i = 0; i < requests; i++) {
      String address = network.formatted(i, i);
      passed += ask(server, address, "{\"user\":\"alice\"}").statusCode() == 429 ? 0 : 1;
    }
    return passed;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          2/hour per ip counting failures,                 failures, 64, 2001:db8:1:%x::1,     64
          2/hour per ip counting failures,                 all,      64, 2001:db8:1:%x::1,     64
          2/hour per ip counting failures,                 off,      64, 2001:db8:1:%x::1,     100
          2/hour per ip counting failures,                 failures, 56, 2001:db8:1:%x00::1,   64
          2/hour per ip counting failures,                 failures, 128, 2001:db8:1:2::%x,    64
          2/hour per ip counting failures,                 failures, 48, 2001:db8:1:%x::1,     2
          2/hour per ip counting failures,                 failures, 64, 2001:db8:1:2::%x,     2
          2/hour per ip counting failures,                 failures, 64, 2001:db8:%x::1,       100
          2/hour per ip counting failures strict,          failures, 64, 2001:db8:1:%x::1,     64
          2/hour per ip counting failures smooth,          failures, 64, 2001:db8:1:%x::1,     64
          2/hour; 3/day per ip counting failures,          failures, 64, 2001:db8:1:%x::1,     64
          2/hour per ip counting failures block 5 minutes, failures, 64, 2001:db8:1:%x::1,     64
          2/hour per ip+json:/user counting failures,      failures, 64, 2001:db8:1:%x::1,     64
          2/hour per json:/other counting failures,        failures, 64, 2001:db8:1:%x::1,     64
          2/hour per json:/user counting failures,         failures, 64, 2001:db8:1:%x::1,     2
          2/hour per ip counting failures,                 failures, 64, 198.51.100.%d,        100
          2/hour per ip counting failures,                 failures, 64, 64:ff9b::198.51.100.%d, 100
          2/hour per ip counting failures,                 failures, 64, 2002:c633:6407:%x::1, 2
          2/hour per ip,                                   failures, 64, 2001:db8:1:%x::1,     100
          2/hour per ip,                                   all,      64, 2001:db8:1:%x::1,     64
          2/hour per header:X-Tenant,                      all,      64, 2001:db8:1:%x::1,     64
          2/hour per global,                               all,      64, 2001:db8:1:%x::1,     2
          """)
  void a_network_has32_times_the_limits(
      String rule, String wide, String prefix, String network, int passed) throws Exception {
    try (EmbeddedServer server =
        server(
            "login: /login " + rule, Map.of("weir.ipv6-wide", wide, "weir.ipv6-prefix", prefix))) {
      assertThat(passing(server, 100, network)).isEqualTo(passed);
    }
  }

  @Test
  void no_header_shows_the_network_until_it_refuses() throws Exception {
    try (EmbeddedServer server =
        server("login: /login 2/hour per ip counting failures", Map.of())) {
      for (int i = 0; i < 2 * FACTOR; i++) {
        HttpResponse<String> answer = ask(server, "2001:db8:1:%x::1".formatted(i), "{}");
        assertThat(answer.headers().map())
            .containsEntry("X-RateLimit-Remaining", List.of("1"))
            .containsEntry("X-RateLimit-Limit", List.of("2"))
            .containsEntry("RateLimit-Policy", List.of("\"login\";q=2;w=3600"));
      }
      HttpResponse<String> refused = ask(server, "2001:db8:1:ffff::1", "{}");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().map())
          .containsKey("Retry-After")
          .containsEntry("X-RateLimit-Limit", List.of("2"))
          .containsEntry("RateLimit-Policy", List.of("\"login\";q=2;w=3600"));
      assertThat(refused.body()).contains("\"violated-policies\":[\"login\"]");
      assertThat(ask(server, "2001:db8:2::1", "{}").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void successes_take_nothing_from_the_network() throws Exception {
    try (EmbeddedServer server =
        server("login: /login 1/hour per ip counting failures", Map.of())) {
      for (int i = 0; i < 2 * FACTOR; i++) {
        assertThat(
                server
                    .send(
                        "POST",
                        "/login",
                        Map.of("X-Forwarded-For", "2001:db8:1:%x::1".formatted(i), "Right", "yes"),
                        "{}")
                    .statusCode())
            .isEqualTo(200);
      }
      assertThat(passing(server, 2 * FACTOR, "2001:db8:1:%x::1")).isEqualTo(FACTOR);
    }
  }

  @Test
  void one_network_of64_bits_cannot_lock_out_the_others() throws Exception {
    try (EmbeddedServer server =
        server("login: /login 1/hour per ip counting failures", Map.of())) {
      assertThat(passing(server, 2 * FACTOR, "2001:db8:1:1::1")).isEqualTo(1);
      assertThat(ask(server, "2001:db8:1:2::1", "{}").statusCode()).isEqualTo(401);
    }
  }
}

package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.secrets.CapturedLog;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weir warns of proxies that do not name the client. */
class ProxyWarningsTest {

  @TempDir private Path folder;

  private EmbeddedServer server(String... parameters) throws Exception {
    EmbeddedServer server =
        new EmbeddedServer(folder)
            .parameter("weir.rate-limit.rules", "calls: /** 100/minute")
            .servlet(
                "/",
                new HttpServlet() {
                  @Override
                  protected void service(HttpServletRequest request, HttpServletResponse response) {
                    response.setStatus(200);
                  }
                });
    for (int i = 0; i < parameters.length; i += 2) {
      server.parameter(parameters[i], parameters[i + 1]);
    }
    return server.start();
  }

  private static List<String> warnings(CapturedLog log, String number) {
    return log.lines().stream().filter(line -> line.startsWith(number)).toList();
  }

  @Test
  void an_unreadable_address_is_reported_once() throws Exception {
    try (CapturedLog log = CapturedLog.of("io.weir.ratelimit");
        EmbeddedServer server = server("weir.trusted-proxies", "127.0.0.1")) {
      server.send("GET", "/", Map.of("X-Forwarded-For", "2001:db8:1::9"));
      assertThat(warnings(log, "WEIR-013")).isEmpty();
      for (int i = 0; i < 3; i++) {
        server.send("GET", "/", Map.of("X-Forwarded-For", "2001:db8:1::9:46532"));
      }
      assertThat(warnings(log, "WEIR-013"))
          .containsExactly(
              "WEIR-013: X-Forwarded-For of a trusted proxy has no address where that of the client"
                  + " should be; all such requests of one proxy count together");
    }
  }

  @Test
  void a_proxy_that_names_nobody_counts_as_itself_and_is_reported_with_the_path() throws Exception {
    try (CapturedLog log = CapturedLog.of("io.weir.ratelimit");
        EmbeddedServer server =
            server(
                "weir.trusted-proxies", "127.0.0.1",
                "weir.rate-limit.except", "ip:127.0.0.0/8, path:/health")) {
      server.send("GET", "/x", Map.of("X-Forwarded-For", "127.0.0.9"));
      assertThat(warnings(log, "WEIR-014")).isEmpty();
      for (int i = 0; i < 2; i++) {
        assertThat(server.send("GET", "/a%20b", Map.of()).headers().map())
            .containsEntry("X-RateLimit-Remaining", List.of(Integer.toString(99 - i)));
      }
      assertThat(server.send("GET", "/health", Map.of()).headers().map())
          .doesNotContainKey("X-RateLimit-Remaining");
      assertThat(warnings(log, "WEIR-014"))
          .containsExactly(
              "WEIR-014: a trusted proxy sent /app/a%20b without X-Forwarded-For, and all such"
                  + " requests count as the proxy's own; let it send the header, or exempt the path"
                  + " if it is a health check");
    }
  }

  @Test
  void an_exemption_of_this_one_address_holds() throws Exception {
    try (EmbeddedServer server =
        server(
            "weir.trusted-proxies", "127.0.0.0/8",
            "weir.rate-limit.except", "ip:127.0.0.1")) {
      assertThat(server.send("GET", "/", Map.of()).headers().map())
          .doesNotContainKey("X-RateLimit-Remaining");
    }
  }

  @Test
  void what_anybody_else_sends_is_not_reported() throws Exception {
    try (CapturedLog log = CapturedLog.of("io.weir.ratelimit");
        EmbeddedServer server = server("weir.trusted-proxies", "192.0.2.1")) {
      server.send("GET", "/", Map.of("X-Forwarded-For", "unknown"));
      assertThat(warnings(log, "WEIR-013")).isEmpty();
    }
  }
}

package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A realm may accept a user's name in several spellings, and gives the principal that spelling. */
class UserNamesTest {

  @TempDir private Path folder;

  /** Forwards as the user whom the query names. */
  private static final class Front extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException {
      String name = request.getParameter("user");
      HttpServletRequest authenticated =
          new HttpServletRequestWrapper(request) {
            @Override
            public Principal getUserPrincipal() {
              return () -> name;
            }
          };
      request.getRequestDispatcher("/target").forward(authenticated, response);
    }
  }

  private static final class Target extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      response.setStatus(200);
    }
  }

  private EmbeddedServer server(String key) throws Exception {
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", "calls: /target 1/minute per " + key)
        .parameter("weir.trusted-proxies", "127.0.0.1")
        .servlet("/front", new Front())
        .servlet("/target", new Target())
        .start();
  }

  private static int status(EmbeddedServer server, String user, String address) throws Exception {
    return server
        .send(
            "GET",
            "/front?user=" + URLEncoder.encode(user, StandardCharsets.UTF_8),
            Map.of("X-Forwarded-For", address))
        .statusCode();
  }

  @ParameterizedTest(name = "{0}: {1} and {2}")
  @CsvSource({
    "user,    alice,      Alice",
    "user,    alice,      aLICE",
    "user,    alice,      ' alice '",
    "user,    ALICE,      ａｌｉｃｅ",
    "user,    straße,     STRASSE",
    "user,    e\u0301ve,  \u00c9VE",
    "user,    EXAMPLE\\A, example\\a",
    "user,    'CN=Al, O=X', 'cn=al, o=x'",
    "user+ip, alice,      Alice",
  })
  void theseAreOneUser(String key, String one, String other) throws Exception {
    try (EmbeddedServer server = server(key)) {
      assertThat(status(server, one, "192.0.2.1")).isEqualTo(200);
      assertThat(status(server, other, "192.0.2.1")).isEqualTo(429);
      assertThat(status(server, one, "192.0.2.1")).isEqualTo(429);
    }
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource({
    "alice, bob",
    "eve,   \u00e9ve",
    "\u0e01\u0e34, \u0e01\u0e35",
    "\u0915\u093f, \u0915\u0940",
    "\u0915\u0941, \u0915\u0942",
    "alice, 192.0.2.1",
  })
  void theseAreTwo(String one, String other) throws Exception {
    try (EmbeddedServer server = server("user")) {
      assertThat(status(server, one, "192.0.2.1")).isEqualTo(200);
      assertThat(status(server, other, "192.0.2.1")).isEqualTo(200);
    }
  }

  @Test
  void a_blank_name_is_no_name() throws Exception {
    try (EmbeddedServer server = server("user")) {
      assertThat(status(server, " ", "192.0.2.1")).isEqualTo(200);
      assertThat(status(server, "\u3000", "192.0.2.1")).isEqualTo(429);
      assertThat(status(server, "", "192.0.2.2")).isEqualTo(200);
    }
  }
}

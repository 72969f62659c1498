package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that the manual recommends, as written, on logins of each kind. */
class RecommendedRulesTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  @TempDir private Path folder;

  /** Answers a form as its kind does. */
  private record Form(String kind) {

    HttpServlet servlet() {
      return new HttpServlet() {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
          String password = request.getParameter("j_password");
          if (password == null) {
            response.getWriter().print("who are you?");
          } else if (!password.equals("right")) {
            wrong(response);
          } else {
            if (kind.equals("Spring Security")) {
              request.getSession();
              request.changeSessionId();
            }
            response.sendRedirect("../home");
          }
        }
      };
    }

    private void wrong(HttpServletResponse response) throws IOException {
      if (kind.equals("page again")) {
        response.getWriter().print("not so; who are you?");
      } else {
        response.sendRedirect("login?error");
      }
    }
  }

  private static final class Json extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] body = request.getInputStream().readAllBytes();
      response.setStatus(new String(body, StandardCharsets.UTF_8).contains("right") ? 200 : 401);
    }
  }

  /** The rules of the page, without the target that only the container of a server has. */
  private static String rules(String path) {
    return Document.blocks("rules")
        .filter(block -> block.toString().contains("logins.md"))
        .map(block -> block.text())
        .filter(text -> text.contains(path) && text.contains("address:"))
        .findFirst()
        .orElseThrow()
        .replace(", /j_security_check", "");
  }

  private EmbeddedServer server(String path, HttpServlet login) throws Exception {
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", rules(path))
        .servlet(path, login)
        .start();
  }

  private static int form(EmbeddedServer server, String name, String password) throws Exception {
    return server
        .send(
            "POST",
            "/auth/login",
            Map.of("Content-Type", FORM),
            "j_username=%s&j_password=%s".formatted(name, password))
        .statusCode();
  }

  @ParameterizedTest
  @ValueSource(strings = {"page again", "redirect", "Spring Security"})
  void a_form_is_guessed_five_times(String kind) throws Exception {
    try (EmbeddedServer server = server("/auth/login", new Form(kind).servlet())) {
      for (int i = 0; i < 12; i++) {
        assertThat(form(server, "alice", "right")).isEqualTo(302);
        assertThat(server.status("GET", "/auth/login?error")).isEqualTo(200);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(form(server, "alice", "wrong-" + i)).isNotEqualTo(429);
      }
      assertThat(form(server, "alice", "right")).isEqualTo(429);
      assertThat(form(server, "bob", "right")).isEqualTo(302);
      assertThat(form(server, "a&j_username=b", "wrong")).isEqualTo(400);
    }
  }

  @Test
  void a_login_by_json_is_guessed_five_times() throws Exception {
    try (EmbeddedServer server = server("/api/login", new Json())) {
      for (int i = 0; i < 12; i++) {
        assertThat(json(server, "right")).isEqualTo(200);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(json(server, "wrong-" + i)).isEqualTo(401);
      }
      assertThat(json(server, "right")).isEqualTo(429);
    }
  }

  private static int json(EmbeddedServer server, String password) throws Exception {
    return server
        .send(
            "POST",
            "/api/login",
            Map.of("Content-Type", "application/json"),
            "{\"username\":\"alice\",\"password\":\"%s\"}".formatted(password))
        .statusCode();
  }
}

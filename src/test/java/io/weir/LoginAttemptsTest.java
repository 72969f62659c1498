package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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

/** Which requests are attempts to log in, and as whom they count. */
class LoginAttemptsTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String RULES =
      """
      pair:    /login  3/hour  per ip+param:user  counting failures
      address: /login  9/hour  per ip             counting failures
      name:    /login  5/hour  per param:user     counting failures  sparing known
      """;

  @TempDir private Path folder;
  private final AtomicInteger guesses = new AtomicInteger();

  /** Passwords of any method; the body is read by hand where the container reads none. */
  private final class Login extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String password = request.getParameter("password");
      if (password == null) {
        String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        password = body.contains("right") ? "right" : body.contains("wrong") ? "wrong" : null;
      }
      if (password == null) {
        response.getWriter().print("who are you?");
        return;
      }
      guesses.incrementAndGet();
      if (password.equals("right")) {
        response.sendRedirect("home");
      } else {
        response.getWriter().print("not so");
      }
    }
  }

  private EmbeddedServer server(String rules) throws Exception {
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", rules)
        .parameter("weir.trusted-proxies", "127.0.0.1")
        .servlet("/login", new Login())
        .start();
  }

  private static int post(
      EmbeddedServer server, String address, String type, String target, String body)
      throws Exception {
    return server
        .send("POST", target, Map.of("X-Forwarded-For", address, "Content-Type", type), body)
        .statusCode();
  }

  private static int login(EmbeddedServer server, String address, String user, String password)
      throws Exception {
    return post(
        server,
        address,
        FORM,
        "/login",
        "user=%s&password=%s".formatted(URLEncoder.encode(user, StandardCharsets.UTF_8), password));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /login",
        "HEAD /login",
        "GET /login?error",
        "OPTIONS /login",
        "GET /login?lang=de&error=1",
        "DELETE /login"
      })
  void a_request_without_the_names_field_is_no_attempt(String request) throws Exception {
    try (EmbeddedServer server = server(RULES)) {
      String[] parts = request.split(" ");
      for (int i = 0; i < 12; i++) {
        HttpResponse<String> answer = server.send(parts[0], parts[1], Map.of());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKey("X-RateLimit-Limit");
      }
    }
  }

  /** HTTP/2 has no header field that says whether there is a body. */
  @Test
  void a_page_that_is_opened_over_http_2_is_no_attempt() throws Exception {
    try (EmbeddedServer server =
        new EmbeddedServer(folder)
            .overHttp2()
            .parameter("weir.rate-limit.rules", RULES)
            .servlet("/login", new Login())
            .start()) {
      for (int i = 0; i < 12; i++) {
        HttpResponse<String> answer = server.send("GET", "/login", Map.of());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKey("X-RateLimit-Limit");
      }
      assertThat(server.send("POST", "/login", Map.of("Content-Type", FORM), "user=a&password=x"))
          .extracting(answer -> answer.headers().firstValue("X-RateLimit-Remaining").orElse(""))
          .isEqualTo("2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY", "FOO", "get"})
  void with_the_names_field_it_is_one_in_any_method(String method) throws Exception {
    try (EmbeddedServer server = server(RULES)) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(
            server
                .send(
                    method,
                    "/login?user=alice&password=wrong",
                    Map.of("X-Forwarded-For", "192.0.2.1"))
                .statusCode());
      }
      assertThat(statuses).containsExactly(200, 200, 200, 429);
      assertThat(login(server, "192.0.2.1", "alice", "right")).isEqualTo(429);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "_method=GET,-",
    "_method=PUT,-",
    "-,X-HTTP-Method-Override",
    "-,X-Method-Override",
    "-,X-HTTP-Method"
  })
  void an_override_of_the_method_changes_nothing(String field, String header) throws Exception {
    try (EmbeddedServer server = server(RULES)) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", FORM));
        if (!header.equals("-")) {
          headers.put(header, "GET");
        }
        statuses.add(
            server
                .send("POST", "/login", headers, "user=alice&password=wrong&" + field)
                .statusCode());
      }
      assertThat(statuses).containsExactly(200, 200, 200, 429);
    }
  }

  /** The name stands behind so much that one program reads it and another does not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "form              | &&&&&&&&             | 10000",
        "form              | a=1&                 | 10001",
        "form              | a&                   | 20000",
        "form              | a=%zz&               | 1",
        "form              | %zz=1&               | 1",
        "form              | user=x&              | 1",
        "form              | xxxxxxxx             | 9000",
        "multipart/form-data; boundary=b | x      | 1",
        "Multipart/Mixed; boundary=b     | x      | 1",
        "application/json  | {                    | 1",
      })
  void a_form_that_is_not_wholly_understood_names_nobody(String type, String piece, int times)
      throws Exception {
    try (EmbeddedServer server =
        server(RULES.replace("3/hour", "9/hour").replace("5/hour", "9/hour"))) {
      int refused = 0;
      for (int i = 0; i < 12; i++) {
        String body = piece.repeat(times) + "user=alice&password=wrong";
        refused +=
            post(server, "192.0.2.1", type.equals("form") ? FORM : type, "/login?user=r" + i, body)
                    == 429
                ? 1
                : 0;
      }

      assertThat(refused).isEqualTo(3);
      assertThat(login(server, "192.0.2.2", "r1", "wrong")).isEqualTo(200);
    }
  }

  @Test
  void empty_pairs_hide_no_name() throws Exception {
    try (EmbeddedServer server = server(RULES)) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(
            post(
                server,
                "192.0.2.1",
                FORM,
                "/login",
                "&".repeat(9000 + 1000 * i) + "user=alice&password=wrong"));
      }
      assertThat(statuses).containsExactly(200, 200, 200, 429);
      assertThat(login(server, "192.0.2.1", "bob", "wrong")).isEqualTo(200);
    }
  }

  /** Where ALICE and alice are two accounts, the one may not forgive guesses at the other. */
  @Test
  void a_success_forgets_the_failures_of_its_own_spelling_alone() throws Exception {
    try (EmbeddedServer server = server(RULES.replace("9/hour", "1000/hour"))) {
      int guessed = 0;
      for (int i = 0; i < 10; i++) {
        int status = login(server, "192.0.2.1", "alice", "wrong");
        guessed += status == 200 ? 1 : 0;
        login(server, "192.0.2.1", "ALICE", "right");
      }
      assertThat(guessed).isEqualTo(3);
    }
  }

  @Test
  void a_success_makes_the_address_known_for_its_own_spelling_alone() throws Exception {
    try (EmbeddedServer server = server(RULES.replace("9/hour", "1000/hour"))) {
      int guessed = 0;
      for (int i = 0; i < 10; i++) {
        String address = "198.51.100." + i;
        login(server, address, i % 2 == 0 ? "ALICE" : "Alice", "right");
        guessed += login(server, address, "alice", "wrong") == 200 ? 1 : 0;
      }
      assertThat(guessed).isEqualTo(5);
    }
  }

  @Test
  void who_writes_his_name_as_ever_forgets_his_own_failures() throws Exception {
    try (EmbeddedServer server =
        server(RULES.replace("9/hour", "1000/hour").replace("5/hour", "1000/hour"))) {
      for (int i = 0; i < 5; i++) {
        assertThat(login(server, "192.0.2.1", "Alice", "wrong")).isEqualTo(200);
        assertThat(login(server, "192.0.2.1", "Alice", "wrong")).isEqualTo(200);
        assertThat(login(server, "192.0.2.1", "Alice", "right")).isEqualTo(302);
      }
      // Of another spelling they stay.
      assertThat(login(server, "192.0.2.1", "alice", "wrong")).isEqualTo(200);
      assertThat(login(server, "192.0.2.1", "Alice", "wrong")).isEqualTo(200);
      assertThat(login(server, "192.0.2.1", "Alice", "right")).isEqualTo(302);
      assertThat(login(server, "192.0.2.1", "Alice", "wrong")).isEqualTo(200);
      assertThat(login(server, "192.0.2.1", "Alice", "wrong")).isEqualTo(200);
      assertThat(login(server, "192.0.2.1", "Alice", "right")).isEqualTo(429);
    }
  }

  /** Databases compare names without accents and invisible characters. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALICE",
        " alice",
        "àlice",
        "alicé",
        "a\u0301lice",
        "al\u200bice",
        "alice\u00ad",
        "\u2066alice",
        "ａｌｉｃｅ",
        "ALIÇE",
        "al\u0131ce\u0307x"
      })
  void names_that_a_database_may_take_for_one_count_together(String spelling) throws Exception {
    try (EmbeddedServer server = server(RULES)) {
      for (int i = 0; i < 3; i++) {
        login(server, "192.0.2.1", spelling, "wrong");
      }
      boolean other = spelling.endsWith("x");
      assertThat(login(server, "192.0.2.1", "alice", "wrong")).isEqualTo(other ? 200 : 429);
    }
  }

  @ParameterizedTest
  @CsvSource({"ø,o", "ł,l", "æ,ae"})
  void letters_of_their_own_are_other_names(String one, String other) throws Exception {
    try (EmbeddedServer server = server(RULES)) {
      for (int i = 0; i < 3; i++) {
        login(server, "192.0.2.1", one, "wrong");
      }
      assertThat(login(server, "192.0.2.1", other, "wrong")).isEqualTo(200);
    }
  }

  /** Vowel signs of Hindi and Thai are marks too: two names are two where every request counts. */
  @Test
  void a_rule_that_counts_every_request_folds_no_accents() throws Exception {
    try (EmbeddedServer server = server("a: /login 1/hour per param:user")) {
      for (String name : List.of("alice", "alicé", "กา", "กิ", "कि", "कु")) {
        assertThat(login(server, "192.0.2.1", name, "wrong")).as(name).isEqualTo(200);
      }
      assertThat(login(server, "192.0.2.1", "ALICE", "wrong")).isEqualTo(429);
    }
  }

  @Test
  void a_name_of_marks_alone_is_none() throws Exception {
    try (EmbeddedServer server = server(RULES)) {
      for (int i = 0; i < 9; i++) {
        login(server, "192.0.2.1", "\u0301".repeat(i + 1), "wrong");
      }
      assertThat(login(server, "192.0.2.1", "\u200b", "wrong")).isEqualTo(429);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "padded",
        "twice",
        "query and form",
        "multipart",
        "charset",
        "too long",
        "many",
        "broken"
      })
  void a_name_that_cannot_be_read_is_refused_where_the_rule_says_so(String how) throws Exception {
    try (EmbeddedServer server =
        server("name: /login 5/hour per param:user counting failures refusing unreadable")) {
      String type = FORM;
      String target = "/login";
      String body = "user=alice&password=wrong";
      switch (how) {
        case "padded" -> body += "&pad=" + "x".repeat(70_000);
        case "twice" -> body += "&user=bob";
        case "query and form" -> target += "?user=bob";
        case "multipart" -> type = "multipart/form-data;boundary=b";
        case "charset" -> type += ";charset=UTF-16";
        case "too long" -> body = "user=" + "x".repeat(321) + "&password=wrong";
        case "many" -> body = "a=1&".repeat(10_000) + body;
        default -> body = "a=%zz&" + body;
      }
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer =
            server.send(
                "POST",
                target,
                Map.of("Content-Type", type, "X-Forwarded-For", "192.0.2." + i),
                body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("name");
      }
      assertThat(guesses).hasValue(0);
      // Who names nobody hides nothing.
      assertThat(login(server, "192.0.2.9", "", "wrong")).isEqualTo(200);
      assertThat(login(server, "192.0.2.9", "x".repeat(320), "wrong")).isEqualTo(200);
      assertThat(server.status("GET", "/login")).isEqualTo(200);
    }
  }

  /** A program may decompress a body that Weir cannot read. */
  @ParameterizedTest
  @CsvSource({
    "gzip, application/x-www-form-urlencoded, 400",
    "GZIP, application/json, 400",
    "deflate, text/plain, 400",
    "br, application/x-www-form-urlencoded, 400",
    "identity, application/x-www-form-urlencoded, 200"
  })
  void a_compressed_body_names_nobody_whatever_the_query_says(
      String coding, String type, int status) throws Exception {
    try (EmbeddedServer server =
        server("name: /login 5/hour per param:user counting failures refusing unreadable")) {
      for (int i = 0; i < 2; i++) {
        assertThat(
                server
                    .send(
                        "POST",
                        "/login?user=r" + i,
                        Map.of("Content-Type", type, "Content-Encoding", coding),
                        "compressed")
                    .statusCode())
            .isEqualTo(status);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"User\":\"alice\"}",
        "{\"user\":\"bob\",\"USER\":\"alice\"}",
        "{\"user\":\"alice\",\"user\":\"bob\"}",
        "{\"user\":[\"alice\"]}",
        "{\"user\":{\"a\":\"alice\"}}",
        "{\"user\":null}",
        "{\"user\":\"alice\"",
        "{user:\"alice\"}",
        "LONG",
        "PADDED"
      })
  void a_name_in_json_that_cannot_be_read_is_refused_too(String written) throws Exception {
    String body =
        switch (written) {
          case "LONG" -> "{\"user\":\"%s\"}".formatted("x".repeat(321));
          case "PADDED" -> "{\"user\":\"alice\",\"pad\":\"%s\"}".formatted("x".repeat(70_000));
          default -> written;
        };
    try (EmbeddedServer server =
        server("name: /login 5/hour per json:/user counting failures refusing unreadable")) {
      assertThat(post(server, "192.0.2.1", "application/json", "/login", body)).isEqualTo(400);
      assertThat(post(server, "192.0.2.1", "application/json", "/login", "{}")).isEqualTo(200);
      assertThat(post(server, "192.0.2.1", "application/json", "/login", "{\"user\":7}"))
          .isEqualTo(200);
    }
  }

  /** JSON in a charset that is none of Unicode reads differently in different programs. */
  @ParameterizedTest
  @CsvSource({
    "application/json; charset=Shift_JIS, 400",
    "application/json;charset=\"windows-1252\", 400",
    "application/json; charset=utf-8; charset=GBK, 400",
    "text/plain; charset=ISO-8859-1, 400",
    "application/json; charset=UTF-8, 200",
    "application/json; charset=us-ascii, 200",
    "application/json; profile=x, 200"
  })
  void a_name_in_json_of_another_charset_than_unicode_is_unreadable(String type, int status)
      throws Exception {
    try (EmbeddedServer server =
        server("name: /login 5/hour per json:/user counting failures refusing unreadable")) {
      assertThat(post(server, "192.0.2.1", type, "/login", "{\"user\":\"alice\"}"))
          .isEqualTo(status);
    }
  }

  @Test
  void a_refusal_of_an_unreadable_name_counts_per_address() throws Exception {
    try (EmbeddedServer server =
        server(
            "name: /login 5/hour per param:user counting failures refusing unreadable\nall: /** 3/hour per ip")) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(post(server, "192.0.2.1", FORM, "/login", "user=a&user=b"));
      }
      assertThat(statuses).containsExactly(400, 400, 400, 429);
    }
  }

  @Test
  void in_shadow_an_unreadable_name_is_let_through() throws Exception {
    try (EmbeddedServer server =
        server("name: /login 5/hour per param:user counting failures refusing unreadable shadow")) {
      assertThat(post(server, "192.0.2.1", FORM, "/login", "user=a&user=b")).isEqualTo(200);
    }
  }
}

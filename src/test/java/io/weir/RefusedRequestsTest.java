package io.weir;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused for another reason than a limit counts in the rules per address. */
class RefusedRequestsTest {

  @TempDir private Path folder;

  private static final class Page extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("page");
    }
  }

  private EmbeddedServer server(String rules) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest("key-1".getBytes(StandardCharsets.UTF_8));
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", rules)
        .parameter("weir.api-keys.alice", HexFormat.of().formatHex(hash))
        .parameter("weir.trusted-proxies", "127.0.0.1")
        .parameter("weir.ambiguous-paths", "refuse")
        .servlet("/*", new Page());
  }

  private static HttpResponse<String> get(EmbeddedServer server, String path, String... headers)
      throws Exception {
    Map<String, String> all = new HashMap<>(Map.of("X-Forwarded-For", "192.0.2.1"));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return server.send("GET", path, all);
  }

  private static List<Integer> statuses(EmbeddedServer server, int times, String path)
      throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      statuses.add(get(server, path, "X-Key", "guess-" + i).statusCode());
    }
    return statuses;
  }

  private static final String RULES =
      """
      key:    /api/**        9/minute per api-key:X-Key
      call:   /call/{phone}  9/minute per phone:phone countries +49
      """;

  @ParameterizedTest
  @CsvSource({
    "/api/x, 401",
    "/call/+12025550143, 403",
    "/api//x, 400",
    "/api/%2e%2e/x, 400",
    "/x/..;/y, 400"
  })
  void every_refusal_counts_per_address(String path, int status) throws Exception {
    try (EmbeddedServer server = server(RULES + "all: /** 3/minute per ip").start()) {
      assertThat(statuses(server, 5, path)).containsExactly(status, status, status, 429, 429);
      // They are one count with everything else of that address, and no other's.
      assertThat(get(server, "/page").statusCode()).isEqualTo(429);
      assertThat(get(server, "/page", "X-Forwarded-For", "192.0.2.2").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void every_rule_per_address_counts_them() throws Exception {
    for (String rule :
        List.of(
            "all: /** 3/minute per ip block 10 minutes",
            "all: GET /api/* 3/minute per ip",
            "all: /api/x 3/minute per ip counting failures",
            "wide: /** 100/minute per ip\nall: /** 3/minute per ip")) {
      try (EmbeddedServer server = server(RULES + rule).start()) {
        assertThat(statuses(server, 4, "/api/x")).as(rule).containsExactly(401, 401, 401, 429);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "all: /** 1/minute per header:X-Key",
        "all: /** 1/minute per global",
        "all: /** 1/minute per ip shadow",
        "all: /other/** 1/minute per ip",
        "all: POST /** 1/minute per ip",
        "all: /** 1/minute per ip except ip:192.0.2.0/24"
      })
  void no_other_rule_counts_them(String rule) throws Exception {
    try (EmbeddedServer server = server(RULES + rule).start()) {
      assertThat(statuses(server, 4, "/api/x")).containsOnly(401);
    }
  }

  @Test
  void the_refusal_stays_what_it_is() throws Exception {
    try (EmbeddedServer server = server(RULES + "all: /** 3/minute per ip").start()) {
      HttpResponse<String> answer = get(server, "/api/x", "X-Key", "guess");
      assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("ApiKey");
      assertThat(answer.headers().map()).doesNotContainKey("Retry-After");
      assertThat(answer.body()).contains("A valid API key is required");
      get(server, "/api/x", "X-Key", "key-1");
      get(server, "/api/x", "X-Key", "guess");
      HttpResponse<String> refused = get(server, "/api/x", "X-Key", "guess");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(refused.headers().map()).doesNotContainKey("WWW-Authenticate");
      assertThat(refused.body()).contains("\"violated-policies\":[\"all\"]");
    }
  }

  @Test
  void an_ambiguous_path_counts_once_although_its_views_differ() throws Exception {
    try (EmbeddedServer server =
        server("all: /** 3/minute per ip\nx: /secret 2/minute per ip").start()) {
      assertThat(statuses(server, 3, "/x/..;/secret")).containsExactly(400, 400, 429);
    }
  }

  private static int broken(EmbeddedServer server, String address, String type, String body)
      throws IOException {
    return server
        .raw(
            "POST",
            "/app/login",
            Map.of(
                "X-Forwarded-For", address, "Content-Type", type, "Transfer-Encoding", "chunked"),
            body)
        .statusCode();
  }

  /** The framing is wrong, so that nobody can read the body; the request is refused unread. */
  @ParameterizedTest
  @CsvSource({
    "application/x-www-form-urlencoded, 'zz\r\nuser=alice\r\n0\r\n\r\n'",
    "application/x-www-form-urlencoded, 'a\r\nuser=aliceX\r\n0\r\n\r\n'",
    "application/json, 'zz\r\n{}\r\n0\r\n\r\n'",
    "text/plain, 'ffffffffffffffffff\r\n{}'"
  })
  void a_body_that_cannot_be_read_counts_per_address(String type, String body) throws Exception {
    String rules =
        """
        name: /login 9/minute per param:user
        json: /login 9/minute per ip+json:/user counting failures
        mine: /login 5/minute per ip
        all:  /** 3/minute per ip
        """;
    String sent = body.replace("\\r\\n", "\r\n");
    try (EmbeddedServer server = server(rules).start()) {
      // This container answers a broken body itself, whatever a filter says.
      broken(server, "192.0.2.1", type, sent);
      broken(server, "192.0.2.1", type, sent);
      broken(server, "192.0.2.2", type, sent);
      assertThat(get(server, "/page").statusCode()).isEqualTo(200);
      assertThat(get(server, "/page").statusCode()).isEqualTo(429);
    }
  }

  /** An upload is not read; its names are unreadable. */
  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=x"})
  void an_upload_without_readable_parts_counts_per_address(String type) throws Exception {
    String rules =
        """
        name: /login 9/minute per param:user counting failures refusing unreadable
        all:  /** 3/minute per ip
        """;
    try (EmbeddedServer server = server(rules).start()) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(broken(server, "192.0.2.1", type, "2\r\n--\r\n0\r\n\r\n"));
      }
      assertThat(statuses).containsExactly(400, 400, 400, 429);
    }
  }
}

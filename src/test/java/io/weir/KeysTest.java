package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and exemptions, over real HTTP. */
class KeysTest {

  private static final String FORM = "application/x-www-form-urlencoded";

  @TempDir private Path folder;

  /** Answers with the parameters and the body that it was sent. */
  private static final class Echo extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getParameter("async") != null && request.getAttribute("dispatched") == null) {
        request.setAttribute("dispatched", true);
        AsyncContext context = request.startAsync(); // Of the container's own request.
        context.dispatch();
        return;
      }
      String parameters =
          new TreeMap<>(request.getParameterMap())
              .entrySet().stream()
                  .map(one -> one.getKey() + "=" + String.join("|", one.getValue()))
                  .collect(Collectors.joining(","));
      String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      response.setCharacterEncoding("UTF-8");
      response.getWriter().print("parameters " + parameters + " body " + body.length());
    }
  }

  private EmbeddedServer server(String rules) throws Exception {
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", rules)
        .servlet("/*", new Echo());
  }

  private static int post(EmbeddedServer server, String path, String type, String body)
      throws Exception {
    return server.send("POST", path, Map.of("Content-Type", type), body).statusCode();
  }

  @Test
  void a_cookie_counts_by_its_value() throws Exception {
    try (EmbeddedServer server = server("a: /** 1/minute per cookie:shop").start()) {
      assertThat(status(server, "Cookie", "shop=1; other=2")).isEqualTo(200);
      assertThat(status(server, "Cookie", "other=3; shop=1")).isEqualTo(429);
      assertThat(status(server, "Cookie", "shop=2")).isEqualTo(200);
      // Without the cookie, or with two different ones, the address counts.
      assertThat(status(server, "Cookie", "other=1")).isEqualTo(200);
      assertThat(status(server, "Cookie", "shop=3; shop=4")).isEqualTo(429);
    }
  }

  private static int status(EmbeddedServer server, String header, String value) throws Exception {
    return server.send("GET", "/x", Map.of(header, value)).statusCode();
  }

  @Test
  void a_parameter_counts_wherever_it_stands() throws Exception {
    try (EmbeddedServer server = server("a: /** 1/minute per param:user").start()) {
      assertThat(server.status("GET", "/x?user=alice")).isEqualTo(200);
      assertThat(server.status("GET", "/y?a=b&%75ser=%61lice")).isEqualTo(429);
      assertThat(post(server, "/x", FORM, "user=alice")).isEqualTo(429);
      assertThat(post(server, "/x", FORM + ";charset=x-none", "us%65r=alice")).isEqualTo(429);
      assertThat(post(server, "/x", "Application/X-WWW-Form-URLEncoded", "user=alice"))
          .isEqualTo(429);
      assertThat(post(server, "/x", FORM, "user=bob")).isEqualTo(200);
      assertThat(post(server, "/x", FORM, "user=bob+b")).isEqualTo(200);
      assertThat(post(server, "/x", FORM, "user=bob%20b")).isEqualTo(429);
    }
  }

  @Test
  void a_parameter_that_is_not_clear_counts_as_the_address() throws Exception {
    try (EmbeddedServer server = server("a: /** 1/minute per param:user").start()) {
      assertThat(server.status("GET", "/x")).isEqualTo(200);
      assertThat(server.status("GET", "/x?user=")).isEqualTo(429);
      assertThat(server.status("GET", "/x?user=alice&user=bob")).isEqualTo(429);
      assertThat(post(server, "/x?user=alice", FORM, "user=bob")).isEqualTo(429);
      assertThat(post(server, "/x", FORM, "user=alice&pad=" + "x".repeat(70_000))).isEqualTo(429);
      assertThat(post(server, "/x", "text/plain", "user=alice")).isEqualTo(429);
      assertThat(post(server, "/x", "multipart/form-data;boundary=a", "user=alice")).isEqualTo(429);
    }
  }

  @Test
  void a_json_value_counts_whatever_the_body_is_called() throws Exception {
    try (EmbeddedServer server = server("a: /** 1/minute per json:/user/name").start()) {
      String alice = "{\"user\":{\"name\":\"alice\"}}";
      assertThat(post(server, "/x", "application/json", alice)).isEqualTo(200);
      assertThat(post(server, "/x", "text/plain", " { \"user\" : {\"name\":\"\\u0061lice\"} }"))
          .isEqualTo(429);
      assertThat(post(server, "/x", FORM, alice)).isEqualTo(429);
      assertThat(post(server, "/x", "application/json", alice.replace("alice", "bob")))
          .isEqualTo(200);
      // A broken body, or none, counts by the address.
      assertThat(post(server, "/x", "application/json", alice + "}")).isEqualTo(200);
      assertThat(server.status("GET", "/x")).isEqualTo(429);
    }
  }

  @Test
  void the_application_gets_everything_that_was_sent() throws Exception {
    try (EmbeddedServer server = server("a: /** 1000/minute per param:user+json:/user").start()) {
      String value = URLEncoder.encode("ä & ö", StandardCharsets.UTF_8);
      for (int length : new int[] {0, 10, 65_000, 66_000, 500_000}) {
        String body = "user=" + value + "&pad=" + "x".repeat(length);
        String form =
            server
                .send(
                    "POST", "/x?user=query", Map.of("Content-Type", FORM + ";charset=UTF-8"), body)
                .body();
        assertThat(form)
            .isEqualTo("parameters pad=%s,user=query|ä & ö body 0".formatted("x".repeat(length)));
        String text =
            server.send("POST", "/x?user=query", Map.of("Content-Type", "text/plain"), body).body();
        assertThat(text).isEqualTo("parameters user=query body " + body.length());
      }
      HttpResponse<String> again =
          server.send("POST", "/x?async", Map.of("Content-Type", "text/plain"), "x".repeat(100));
      assertThat(again.body()).isEqualTo("parameters async= body 100");
    }
  }

  @Test
  void a_telephone_number_counts_however_it_is_written() throws Exception {
    try (EmbeddedServer server =
        server("a: /call/{phone} 1/minute per phone:phone countries +49, +43")
            .parameter("weir.phone-region", "DE")
            .start()) {
      assertThat(server.status("POST", "/call/+49%2030%20123456")).isEqualTo(200);
      for (String same : new String[] {"0049-30-123456", "%2B4930123456", "030123456"}) {
        assertThat(server.status("POST", "/call/" + same)).as(same).isEqualTo(429);
      }
      assertThat(server.status("POST", "/call/+4311234567")).isEqualTo(200);
      for (String other : new String[] {"+12025550143", "12025550143", "alice", "+49"}) {
        HttpResponse<String> answer = server.send("POST", "/call/" + other, Map.of());
        assertThat(answer.statusCode()).as(other).isEqualTo(403);
        assertThat(answer.headers().map()).doesNotContainKey("Retry-After");
        assertThat(answer.body()).contains("\"detail\":\"Calls to this number are not allowed\"");
      }
    }
  }

  @Test
  void a_slash_in_a_telephone_number_is_no_other() throws Exception {
    try (EmbeddedServer server =
        server("a: /call/{phone} 1/minute per phone:phone").keepingEncodedSlashes().start()) {
      assertThat(server.status("POST", "/call/+4930123456")).isEqualTo(200);
      assertThat(server.status("POST", "/call/+49%2f30123456")).isEqualTo(429);
      assertThat(server.status("POST", "/call/+49%2F30%2F123456")).isEqualTo(429);
    }
  }

  @Test
  void what_is_forbidden_counts_per_address_alone() throws Exception {
    try (EmbeddedServer server =
        server("all: /** 3/minute\na: /call/{phone} 1/minute per phone-prefix:phone countries +49")
            .start()) {
      for (int i = 0; i < 2; i++) {
        assertThat(server.status("POST", "/call/+12025550143")).isEqualTo(403);
      }
      assertThat(server.status("POST", "/call/+4930123456")).isEqualTo(200);
      assertThat(server.status("POST", "/call/+12025550143")).isEqualTo(429);
    }
  }

  @Test
  void in_shadow_no_destination_is_forbidden() throws Exception {
    try (EmbeddedServer server =
        server("a: /call/{phone} 1/minute per phone:phone countries +49 shadow").start()) {
      assertThat(server.status("POST", "/call/+12025550143")).isEqualTo(200);
    }
  }

  /** Returns the query as the key. */
  public static final class Query implements KeyResolver {

    /** Called by Weir. */
    public Query() {}

    @Override
    public Optional<String> keyOf(HttpServletRequest request) {
      return switch (String.valueOf(request.getQueryString())) {
        case "none" -> Optional.empty();
        case "broken" -> throw new IllegalStateException("a secret");
        default -> Optional.of(request.getQueryString());
      };
    }
  }

  @Test
  void a_class_of_the_application_says_the_key() throws Exception {
    try (EmbeddedServer server =
        server("a: /** 1/minute per class:" + Query.class.getName()).start()) {
      assertThat(server.status("GET", "/x?one")).isEqualTo(200);
      assertThat(server.status("GET", "/x?one")).isEqualTo(429);
      assertThat(server.status("GET", "/x?two")).isEqualTo(200);
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> exempt = server.send("GET", "/x?none", Map.of());
        assertThat(exempt.statusCode()).isEqualTo(200);
        assertThat(exempt.headers().map()).doesNotContainKey("X-RateLimit-Limit");
      }
      assertThat(server.status("GET", "/x?broken")).isEqualTo(200);
      assertThat(server.status("GET", "/x?broken")).isEqualTo(429);
    }
  }

  @Test
  void a_class_that_cannot_be_used_stops_the_deployment() throws Exception {
    try (EmbeddedServer server =
        server(
            "a: /a 1/minute per class:com.example.Nope\nb: /b 1/minute per class:java.lang.String")) {
      assertThatThrownBy(server::start)
          .isInstanceOf(ServletException.class)
          .hasMessageContaining("\"class:com.example.Nope\": the application has no such class")
          .hasMessageContaining(
              "\"class:java.lang.String\": the class does not implement io.weir.KeyResolver.");
    }
  }

  @Test
  void a_path_is_exempt_only_if_it_can_be_read_in_one_way() throws Exception {
    try (EmbeddedServer server = server("a: /** 1/minute except path:/open/**").start()) {
      assertThat(server.status("GET", "/x")).isEqualTo(200);
      assertThat(server.status("GET", "/open/page")).isEqualTo(200);
      assertThat(server.status("GET", "/open/p%20q")).isEqualTo(200);
      for (String path :
          new String[] {"/open/..;/x", "/open//x", "/open/../x", "/x/../open/page"}) {
        assertThat(server.status("GET", path)).as(path).isEqualTo(429);
      }
    }
  }

  @Test
  void whoevers_api_key_a_request_has_it_counts_as_him() throws Exception {
    try (EmbeddedServer server =
        server("a: /api/** 2/minute per api-key:X-Key\nb: /** 9/minute")
            .parameter("weir.api-keys.alice", sha256("key-1") + ", " + sha256("key-2"))
            .parameter("weir.api-keys.bob", sha256("key-3").toUpperCase(Locale.ROOT))
            .start()) {
      assertThat(keyed(server, "key-1").statusCode()).isEqualTo(200);
      assertThat(keyed(server, "key-2").statusCode()).isEqualTo(200);
      assertThat(keyed(server, "key-1").statusCode()).isEqualTo(429);
      assertThat(keyed(server, "key-3").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_request_with_nobodys_key_is_unauthorized_and_counts_per_address_alone() throws Exception {
    try (EmbeddedServer server =
        server("a: /api/** 2/minute per api-key:X-Key\nb: /** 7/minute")
            .parameter("weir.api-keys.alice", sha256("key-1"))
            .start()) {
      for (String key : new String[] {"", "key-2", sha256("key-1"), "KEY-1", "alice"}) {
        HttpResponse<String> answer = keyed(server, key);
        assertThat(answer.statusCode()).as(key).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("ApiKey");
        assertThat(answer.headers().map()).doesNotContainKey("Retry-After");
        assertThat(answer.body())
            .isEqualTo(
                "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                    + "\"detail\":\"A valid API key is required\"}");
      }
      assertThat(server.status("GET", "/api/x")).isEqualTo(401);
      assertThat(keyed(server, "key-1").headers().firstValue("X-RateLimit-Remaining"))
          .contains("0");
      assertThat(server.status("GET", "/elsewhere")).isEqualTo(429);
    }
  }

  @Test
  void a_preflight_is_no_get_request() throws Exception {
    try (EmbeddedServer server =
        server("a: GET /api/** 2/minute per api-key:X-Key")
            .parameter("weir.api-keys.alice", sha256("key-1"))
            .start()) {
      Map<String, String> preflight =
          Map.of("Origin", "https://app.example.com", "Access-Control-Request-Method", "GET");
      assertThat(server.send("OPTIONS", "/api/x", preflight).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void in_shadow_nobody_is_unauthorized() throws Exception {
    try (EmbeddedServer server =
        server("a: /api/** 2/minute per api-key:X-Key shadow")
            .parameter("weir.api-keys.alice", sha256("key-1"))
            .start()) {
      assertThat(keyed(server, "key-2").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_hash_may_be_kept_elsewhere() throws Exception {
    Path file = Files.writeString(folder.resolve("alice"), sha256("key-1") + "\n");
    try (EmbeddedServer server =
        server("a: /api/** 2/minute per api-key:X-Key")
            .parameter("weir.api-keys.alice", "file:" + file)
            .start()) {
      assertThat(keyed(server, "key-1").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void keys_that_cannot_be_used_stop_the_deployment() throws Exception {
    try (EmbeddedServer server =
        server("a: /a 1/minute per api-key:X-Key")
            .parameter("weir.api-keys.alice", "the-key-itself")
            .parameter("weir.api-keys.bob", sha256("key-1"))
            .parameter("weir.api-keys.carol", sha256("key-1"))
            .parameter("weir.api-keys.dave", sha256(""))
            .parameter("weir.api-keys.erin", sha256("a") + "," + sha256("b") + "," + sha256("c"))) {
      assertThatThrownBy(server::start)
          .hasMessageContaining(
              "weir.api-keys.alice (context-param): the SHA-256 of a key in 64 hexadecimal digits")
          .hasMessageContaining("weir.api-keys.carol (context-param): this is also the key of bob")
          .hasMessageContaining("weir.api-keys.dave (context-param): the SHA-256 of a key")
          .hasMessageContaining("weir.api-keys.erin (context-param): the SHA-256 of a key")
          .hasMessageNotContaining("the-key-itself");
    }
    try (EmbeddedServer server = server("a: /a 1/minute per api-key:X-Key")) {
      assertThatThrownBy(server::start)
          .hasMessageContaining(
              "rules: \"api-key:X-Key\": no API key is set; for example weir.api-keys.alice = the SHA-256 of her key.");
    }
  }

  private static HttpResponse<String> keyed(EmbeddedServer server, String key) throws Exception {
    return server.send("GET", "/api/x", Map.of("X-Key", key));
  }

  private static String sha256(String key) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }

  @Test
  void who_sends_the_secret_is_exempt() throws Exception {
    String secret = "0123456789abcdef-not-to-be-guessed";
    Path file = Files.writeString(folder.resolve("probe"), secret + "\n");
    try (EmbeddedServer server =
        server("a: /** 1/minute except header:X-Probe=file:" + file).start()) {
      assertThat(server.status("GET", "/x")).isEqualTo(200);
      assertThat(status(server, "X-Probe", secret)).isEqualTo(200);
      assertThat(status(server, "x-probe", secret)).isEqualTo(200);
      for (String other :
          new String[] {secret + "\u00e9", secret.substring(1), "x", "file:" + file}) {
        assertThat(status(server, "X-Probe", other)).isEqualTo(429);
      }
    }
  }
}

package io.weir;

import static java.net.HttpURLConnection.HTTP_OK;
import static java.net.HttpURLConnection.HTTP_UNAUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.security.api.AuthenticationMechanism;
import io.undertow.security.api.SecurityContext;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.weir.secrets.CapturedLog;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Credentials that Undertow checks in the header {@code Authorization}, with the mechanisms that it
 * has without WildFly; and an Undertow that is built otherwise.
 */
class UndertowCredentialsTest {

  private static final String RULE = "basic: /** 3/hour per ip counting failures of basic";
  private static final String AUTHORIZATION = "Authorization";

  /** The context attribute in which Weir leaves its filter to the server. */
  private static final String HOOK = "io.weir.before-authentication";

  @TempDir private Path folder;

  /** Answers a path that ends in {@code own} with a 401 of its own. */
  private static final class Page extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getRequestURI().endsWith("own")) {
        response.setHeader("WWW-Authenticate", "Negotiate");
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      } else {
        response.getWriter().print("hello " + request.getRemoteUser());
      }
    }
  }

  /** The first leg of SPNEGO (RFC 4559 §5): it answers every token by asking for the next one. */
  private static final class FirstLeg implements AuthenticationMechanism {

    @Override
    public AuthenticationMechanismOutcome authenticate(
        HttpServerExchange exchange, SecurityContext context) {
      String credentials = exchange.getRequestHeaders().getFirst(AUTHORIZATION);
      return credentials != null && credentials.startsWith("Negotiate ")
          ? AuthenticationMechanismOutcome.NOT_AUTHENTICATED
          : AuthenticationMechanismOutcome.NOT_ATTEMPTED;
    }

    @Override
    public ChallengeResult sendChallenge(HttpServerExchange exchange, SecurityContext context) {
      exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Negotiate oYG2MIGzoAMKAQ==");
      return new ChallengeResult(true, HTTP_UNAUTHORIZED);
    }
  }

  private UndertowServer server(String... mechanisms) throws Exception {
    return new UndertowServer(folder)
        .parameter("weir.rate-limit.rules", RULE)
        .mechanism("NEGOTIATE", new FirstLeg())
        .mechanisms(mechanisms)
        .servlet("/*", new Page())
        .start();
  }

  private static String basic(String name, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static List<Integer> statuses(
      UndertowServer server, int times, String path, String... headers) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      statuses.add(server.get(path, headers).statusCode());
    }
    return statuses;
  }

  @Test
  void three_wrong_passwords_reach_the_server() throws Exception {
    try (UndertowServer server = server("BASIC")) {
      assertThat(statuses(server, 6, "/page/x", AUTHORIZATION, basic("alice", "right")))
          .containsOnly(HTTP_OK);
      assertThat(statuses(server, 4, "/page/x", AUTHORIZATION, basic("alice", "wrong")))
          .containsExactly(401, 401, 401, 429);
      assertThat(statuses(server, 1, "/page/x", AUTHORIZATION, basic("alice", "right")))
          .containsExactly(429);
    }
  }

  /** As long as one token is left, the right password is never too often. */
  @Test
  void the_right_password_passes_just_below_the_limit_and_not_at_it() throws Exception {
    try (UndertowServer server = server("BASIC")) {
      for (int wrong = 0; wrong < 3; wrong++) {
        assertThat(statuses(server, 4, "/page/x", AUTHORIZATION, basic("alice", "right")))
            .containsOnly(HTTP_OK);
        assertThat(statuses(server, 1, "/page/x", AUTHORIZATION, basic("alice", "wrong")))
            .containsExactly(HTTP_UNAUTHORIZED);
      }
      assertThat(statuses(server, 1, "/page/x", AUTHORIZATION, basic("alice", "right")))
          .containsExactly(429);
      assertThat(statuses(server, 1, "/page/x")).containsExactly(HTTP_UNAUTHORIZED);
    }
  }

  /** Windows begins so, and tokens of APIs are no passwords. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Negotiate YIIJvwYGKwYBBQUCoIIJszCCCa+gJDAi",
        "NTLM TlRMTVNTUAABAAAAB4IIogAAAAA=",
        "Bearer eyJhbGciOiJub25lIn0",
        "DPoP eyJhbGciOiJub25lIn0",
        "Digestible x",
        "Basically x"
      })
  void other_schemes_take_nothing(String credentials) throws Exception {
    try (UndertowServer server = server("NEGOTIATE", "BASIC")) {
      for (String path : List.of("/page/x", "/page/own", "/own")) {
        assertThat(statuses(server, 6, path, AUTHORIZATION, credentials))
            .as(path)
            .containsOnly(HTTP_UNAUTHORIZED);
      }
      assertThat(statuses(server, 4, "/page/x", AUTHORIZATION, basic("alice", "wrong")))
          .containsExactly(401, 401, 401, 429);
      assertThat(statuses(server, 1, "/page/x", AUTHORIZATION, credentials))
          .containsExactly(HTTP_UNAUTHORIZED);
    }
  }

  /** A second line of the header hides no password behind a token. */
  @ParameterizedTest
  @ValueSource(strings = {"Negotiate YIIJ", "Bearer x", ""})
  void a_password_beside_a_token_counts(String token) throws Exception {
    try (UndertowServer server = server("NEGOTIATE", "BASIC")) {
      String wrong = basic("alice", "wrong");
      assertThat(statuses(server, 4, "/page/x", AUTHORIZATION, token, AUTHORIZATION, wrong))
          .containsExactly(401, 401, 401, 429);
    }
  }

  /** A challenge of Digest authentication (RFC 7616), and the answers to it. */
  private record Digest(String nonce, String opaque) {

    private static final String URI = "/app/page/x";
    private static final String CLIENT_NONCE = "0a4f113b";

    static Digest of(HttpResponse<?> challenge) {
      String header = challenge.headers().firstValue("WWW-Authenticate").orElseThrow();
      return new Digest(value("nonce", header), value("opaque", header));
    }

    private static String value(String name, String header) {
      Matcher matcher = Pattern.compile("\\b%s=\"([^\"]*)\"".formatted(name)).matcher(header);
      assertThat(matcher.find()).as(header).isTrue();
      return matcher.group(1);
    }

    /** The same with a nonce that the server does not know. */
    Digest unknown() {
      return new Digest((nonce.charAt(0) == 'A' ? 'B' : 'A') + nonce.substring(1), opaque);
    }

    String as(String password, int count) {
      String times = "%08x".formatted(count);
      String response =
          md5(
              String.join(
                  ":",
                  md5("alice:realm:" + password),
                  nonce,
                  times,
                  CLIENT_NONCE,
                  "auth",
                  md5("GET:" + URI)));
      return "Digest username=\"alice\",realm=\"realm\",nonce=\"%s\",uri=\"%s\",response=\"%s\",opaque=\"%s\",qop=auth,nc=%s,cnonce=\"%s\",algorithm=MD5"
          .formatted(nonce, URI, response, opaque, times, CLIENT_NONCE);
    }

    private static String md5(String text) {
      try {
        return HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static HttpResponse<String> answer(UndertowServer server, String credentials)
      throws Exception {
    return server.get("/page/x", AUTHORIZATION, credentials);
  }

  @Test
  void a_right_digest_takes_nothing_in_whatever_order_its_counts_come() throws Exception {
    try (UndertowServer server = server("DIGEST")) {
      Digest digest = Digest.of(server.get("/page/x"));
      List<Integer> statuses = new ArrayList<>();
      for (int count : new int[] {1, 2, 5, 3, 4, 4, 1, 6, 7}) {
        statuses.add(answer(server, digest.as("right", count)).statusCode());
      }
      assertThat(statuses).startsWith(HTTP_OK, HTTP_OK, HTTP_OK).doesNotContain(429);
      assertThat(guesses(server, 4)).containsExactly(401, 401, 401, 429);
    }
  }

  @Test
  void a_right_digest_with_an_old_nonce_takes_nothing() throws Exception {
    try (UndertowServer server = server("DIGEST")) {
      Digest old = Digest.of(server.get("/page/x")).unknown();
      for (int i = 1; i <= 6; i++) {
        HttpResponse<String> answer = answer(server, old.as("right", i));
        assertThat(answer.statusCode()).isEqualTo(HTTP_UNAUTHORIZED);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
            .containsIgnoringCase("stale=true");
      }
      assertThat(answer(server, Digest.of(server.get("/page/x")).as("right", 1)).statusCode())
          .isEqualTo(HTTP_OK);
    }
  }

  /** An old nonce lets nobody try passwords for nothing, if the server checks them all the same. */
  @Test
  void an_old_nonce_tells_nobody_whether_a_password_is_right() throws Exception {
    try (UndertowServer server = server("DIGEST")) {
      Digest old = Digest.of(server.get("/page/x")).unknown();
      boolean right = isStale(answer(server, old.as("right", 1)));
      List<Boolean> wrong =
          IntStream.range(0, 3)
              .mapToObj(
                  i -> {
                    try {
                      return isStale(answer(server, old.as("wrong-" + i, i + 2)));
                    } catch (Exception e) {
                      throw new IllegalStateException(e);
                    }
                  })
              .toList();
      // Either the answers tell nothing, or each wrong password has cost a token.
      int last = answer(server, old.as("wrong", 9)).statusCode();
      assertThat(wrong.stream().allMatch(stale -> stale == right) || last == 429)
          .as("right %s, wrong %s, then %s", right, wrong, last)
          .isTrue();
    }
  }

  private static boolean isStale(HttpResponse<?> answer) {
    return answer.headers().firstValue("WWW-Authenticate").orElseThrow().contains("stale=true");
  }

  private static List<Integer> guesses(UndertowServer server, int times) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      HttpResponse<String> challenge = server.get("/page/x");
      statuses.add(answer(server, Digest.of(challenge).as("wrong", 1)).statusCode());
    }
    return statuses;
  }

  /** An Undertow without the place for the hook. */
  private UndertowServer withoutHook(String rules) throws Exception {
    return builtOtherwise(rules).initializer((none, context) -> context.removeAttribute(HOOK));
  }

  /** An Undertow that takes the hook, and lets no request through it. */
  private UndertowServer deaf(String rules) throws Exception {
    return builtOtherwise(rules).listener(Forgetting.class);
  }

  /** Forgets the filter as soon as Weir has set it. */
  public static final class Forgetting implements ServletContextAttributeListener {
    @Override
    public void attributeReplaced(ServletContextAttributeEvent event) {
      ServletContext context = event.getServletContext();
      if (event.getName().equals(HOOK) && context.getAttribute(HOOK) instanceof Filter) {
        context.setAttribute(HOOK, true);
      }
    }
  }

  private UndertowServer builtOtherwise(String rules) throws Exception {
    return new UndertowServer(folder)
        .parameter("weir.rate-limit.rules", rules)
        .mechanisms("BASIC")
        .servlet("/*", new Page());
  }

  @Test
  void without_the_hook_rules_that_need_it_stop_the_deployment() throws Exception {
    for (String rule : List.of(RULE, "form: /j_security_check 3/hour per ip counting failures")) {
      try (UndertowServer server = withoutHook(rule)) {
        assertThatThrownBy(server::start)
            .isInstanceOf(ServletException.class)
            .hasMessageContaining("which this server answers before any filter runs");
      }
    }
  }

  @Test
  void without_the_hook_the_rules_are_named_that_do_not_count_what_the_server_answers()
      throws Exception {
    try (CapturedLog log = CapturedLog.of("io.weir");
        UndertowServer server =
            withoutHook(
                "all: /** 9/hour\nuser: /** 9/hour per user\nname: /x 9/hour per param:n")) {
      server.start();
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WEIR-018: "))
          .singleElement()
          .asString()
          .contains("is built otherwise than the versions that Weir knows")
          .endsWith("count in no rule, also not in: all, name");
      assertThat(server.get("/open").headers().firstValue("RateLimit-Policy"))
          .hasValueSatisfying(policy -> assertThat(policy).contains("\"all\""));
    }
  }

  @Test
  void a_hook_that_sees_no_request_is_told_at_the_first_one() throws Exception {
    try (CapturedLog log = CapturedLog.of("io.weir");
        UndertowServer server = deaf(RULE + "\nuser: /** 9/hour per user")) {
      server.start();
      assertThat(statuses(server, 3, "/open")).containsOnly(HTTP_OK);
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("WEIR-026: "))
          .singleElement()
          .asString()
          .endsWith("count in no rule, also not in: basic");
    }
  }

  @Test
  void a_hook_that_sees_requests_is_not_told() throws Exception {
    try (CapturedLog log = CapturedLog.of("io.weir");
        UndertowServer server = server("BASIC")) {
      assertThat(statuses(server, 3, "/open")).containsOnly(HTTP_OK);
      assertThat(statuses(server, 1, "/page/x", AUTHORIZATION, basic("alice", "right")))
          .containsOnly(HTTP_OK);
      assertThat(log.lines()).noneMatch(line -> line.startsWith("WEIR-026"));
    }
  }
}

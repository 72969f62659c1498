package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.cors;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the CORS filter promises holds whatever the application and the server do. */
@ExtendWith(ArquillianExtension.class)
class CorsIT {

  private static final String APP = "https://app.example.com";
  private static final String FOREIGN = "https://evil.example";
  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

  private static final String ALONE = contextParam("weir.cluster", "none");
  private static final String ORIGINS = initParam("allowed-origins", APP);
  private static final String LIMIT = "page: /page 2/minute";

  private static final String USERS_ALONE =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>everything</web-resource-name>
          <url-pattern>/*</url-pattern>
          %s
        </web-resource-collection>
        <auth-constraint><role-name>user</role-name></auth-constraint>
      </security-constraint>
      <login-config><auth-method>BASIC</auth-method></login-config>
      <security-role><role-name>user</role-name></security-role>
      """;

  @Deployment(name = "unruly", testable = false)
  static WebArchive unruly() {
    return war(
        "unruly",
        ALONE,
        cors(ORIGINS),
        limits(
            initParam(
                "rules", LIMIT + "\nthrown: /throw, /throw-unchecked, /throw-error 900/minute")));
  }

  @Deployment(name = "pages", testable = false)
  static WebArchive withErrorPages() {
    return war(
        "pages", ALONE, cors(ORIGINS), "<error-page><location>/page</location></error-page>");
  }

  @Deployment(name = "registered", testable = false)
  static WebArchive registeredByWeir() {
    return war(
        "registered",
        ALONE,
        contextParam("weir.cors.allowed-origins", APP),
        contextParam("weir.rate-limit.rules", LIMIT));
  }

  @Deployment(name = "half-registered", testable = false)
  static WebArchive limitsRegisteredByWeir() {
    return war(
        "half-registered", ALONE, contextParam("weir.rate-limit.rules", LIMIT), cors(ORIGINS));
  }

  @Deployment(name = "guarded", testable = false)
  static WebArchive guarded() {
    return war("guarded", cors(ORIGINS), USERS_ALONE.formatted(""));
  }

  @Deployment(name = "guarded-but-options", testable = false)
  static WebArchive guardedButOptions() {
    return war(
        "guarded-but-options",
        cors(ORIGINS),
        USERS_ALONE.formatted("<http-method-omission>OPTIONS</http-method-omission>"));
  }

  private static WebArchive war(String name, String... elements) {
    return Wars.withWeir(name, WebXml.of(elements))
        .addClasses(UnrulyServlet.class, EchoEndpoint.class)
        .addAsWebInfResource(Wars.BEANS, "beans.xml");
  }

  private static Client pageOf(String origin, String application) {
    return Client.of(application).saying("Origin", origin);
  }

  private static Answer preflight(String application, String origin) {
    return pageOf(origin, application)
        .saying("Access-Control-Request-Method", "GET")
        .send("OPTIONS", "/plain", "");
  }

  @ParameterizedTest
  @CsvSource({
    "unruly, /plain, 200, Origin",
    "unruly, /reset, 200, Origin",
    "unruly, /vary, 200, 'Accept-Encoding, Origin'",
    "unruly, /own, 200, Origin",
    "unruly, /error, 409, Origin",
    "unruly, /redirect, 302, Origin",
    "unruly, /throw, 500, Origin",
    "unruly, /throw-unchecked, 500, Origin",
    "unruly, /throw-error, 500, Origin",
    "unruly, /missing, 404, Origin",
    "unruly, /forward, 200, 'Accept-Encoding, Origin'",
    "unruly, /include, 200, Origin",
    "unruly, /async, 200, Origin",
    "unruly, /async-thread, 200, 'Accept-Encoding, Origin'",
    "unruly, /forward-async, 200, Origin",
    "unruly, /forward-again, 200, Origin",
    "unruly, /async-throw, 500, Origin",
    "unruly, /async-timeout, 500, Origin",
    "pages, /async-throw, 500, Origin",
    "pages, /async-timeout, 500, Origin",
    "pages, /error, 409, Origin",
    "pages, /throw, 500, Origin",
    "pages, /throw-unchecked, 500, Origin",
    "pages, /throw-error, 500, Origin",
    "pages, /missing, 404, Origin",
  })
  void the_headers_stay(String application, String path, int status, String vary) {
    Answer answer = pageOf(APP, application).get(path);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header(ALLOW_ORIGIN)).isEqualTo(APP);
    assertThat(answer.header("Vary").replace("\n", ", ")).isEqualTo(vary);
    assertThat(answer.header("Access-Control-Expose-Headers")).doesNotContain("X-Secret");
    assertThat(answer.header("X-Lost")).isEmpty();
  }

  /** Payara answers such a request when its time is over, after half a minute. */
  @ParameterizedTest
  @ValueSource(strings = {"unruly", "pages"})
  void on_wildfly_they_stay_when_an_asynchronous_request_fails_where_it_started(
      String application) {
    if (ServerUnderTest.find().isWildFly()) {
      Answer answer = pageOf(APP, application).get("/throw-after-start");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.header(ALLOW_ORIGIN)).isEqualTo(APP);
    }
  }

  @Test
  void dispatched_without_a_path_after_a_forward_a_request_goes_where_it_was_forwarded() {
    assertThat(pageOf(APP, "unruly").get("/forward-again").body()).isEqualTo("/again");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/plain",
        "/reset",
        "/vary",
        "/error",
        "/async",
        "/missing",
        "/throw",
        "/throw-unchecked",
        "/throw-error"
      })
  void without_an_origin_the_answer_says_that_it_varies(String path) {
    assertThat(Client.of("unruly").get(path).header("Vary")).contains("Origin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/throw", "/throw-unchecked", "/throw-error"})
  void what_is_left_of_a_limit_is_told_although_the_application_failed(String path) {
    for (Client client : List.of(Client.of("unruly"), pageOf(APP, "unruly"))) {
      Answer answer = client.get(path);
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("900");
      assertThat(answer.header("RateLimit")).startsWith("\"thrown\";");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unruly", "registered", "half-registered"})
  void a_page_reads_the_refusal_of_a_limit(String application) {
    Client page = pageOf(APP, application);
    assertThat(page.statuses(2, "/page")).containsExactly(200, 200);
    Answer refusal = page.get("/page");
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.header(ALLOW_ORIGIN)).isEqualTo(APP);
    assertThat(refusal.header("Vary")).isEqualTo("Origin");
    assertThat(refusal.header("Access-Control-Expose-Headers"))
        .isEqualTo(
            "ratelimit, ratelimit-policy, retry-after, x-ratelimit-limit, x-ratelimit-remaining,"
                + " x-ratelimit-reset");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unruly", "registered", "half-registered"})
  void a_foreign_page_spends_nothing(String application) {
    Client client = Client.of(application);
    assertThat(client.saying("Origin", FOREIGN).statuses(3, "/page")).containsOnly(403);
    assertThat(client.get("/page").left()).isEqualTo(1);
  }

  @Test
  void a_preflight_is_answered_and_a_foreign_one_refused() {
    Answer granted = preflight("unruly", APP);
    assertThat(granted.status()).isEqualTo(204);
    assertThat(granted.header(ALLOW_ORIGIN)).isEqualTo(APP);
    assertThat(granted.header("Access-Control-Allow-Methods")).isEqualTo("GET");
    Answer refused = preflight("unruly", FOREIGN);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).isEmpty();
    assertThat(refused.header(ALLOW_ORIGIN)).isEmpty();
  }

  @Test
  void a_web_socket_opens_for_an_allowed_page_and_for_no_other() {
    open(APP).abort();
    assertThatThrownBy(() -> open(FOREIGN))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
  }

  private static WebSocket open(String origin) {
    String application = Client.of("unruly").application().toString();
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .header("Origin", origin)
        .buildAsync(
            URI.create(application.replaceFirst("http", "ws") + "socket"),
            new WebSocket.Listener() {})
        .join();
  }

  @Test
  void a_constraint_that_leaves_options_out_lets_preflights_be_answered() {
    assertThat(preflight("guarded-but-options", APP).status()).isEqualTo(204);
    assertThat(preflight("guarded-but-options", FOREIGN).status()).isEqualTo(403);
    assertThat(pageOf(APP, "guarded-but-options").get("/plain").status()).isEqualTo(401);
  }

  @Test
  void weir_is_asked_before_the_server_asks_who_it_is() {
    assertThat(preflight("guarded", APP).status()).isEqualTo(204);
    assertThat(preflight("guarded", FOREIGN).status()).isEqualTo(403);
    assertThat(pageOf(FOREIGN, "guarded").get("/plain").status()).isEqualTo(403);
    Answer whoAreYou = pageOf(APP, "guarded").get("/plain");
    assertThat(whoAreYou.status()).isEqualTo(401);
    assertThat(whoAreYou.header(ALLOW_ORIGIN)).isEqualTo(APP);
    assertThat(whoAreYou.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void only_undertow_loads_what_names_undertow() {
    ServerUnderTest server = ServerUnderTest.find();
    assertThat(server.hasLoaded("io.weir.UndertowExtension")).isEqualTo(server.isWildFly());
    assertThat(server.logged()).doesNotContain("WEIR-024");
  }
}

package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.cors;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CORS headers that WildFly itself sets, by its {@code response-header} filters, as many recipes
 * have it: beside those of Weir they would open what Weir refuses.
 */
@ExtendWith(ArquillianExtension.class)
class ServerHeadersIT {

  private static final String NAME = "server-headers";
  private static final String APP = "https://app.example.com";
  private static final String ALLOW = "Access-Control-Allow-";

  private static final Map<String, String> OF_THE_SERVER =
      new TreeMap<>(
          Map.of(
              "Origin", "*",
              "Credentials", "true",
              "Headers", "X-Foreign",
              "Methods", "DELETE"));

  private static final String FILTER =
      "/subsystem=undertow/configuration=filter/response-header=weir-%s:%s";
  private static final String REFERENCE =
      "/subsystem=undertow/server=default-server/host=default-host/filter-ref=weir-%s:%s";
  private static final String NOW = "{allow-resource-service-restart=true}";

  @Deployment(testable = false)
  static WebArchive war() {
    return Wars.withWeir(
            NAME,
            WebXml.of(
                cors(initParam("allowed-origins", APP)),
                limits(initParam("rules", "page: /page 2/minute\nall: /** 900/minute"))))
        .addClass(UnrulyServlet.class);
  }

  @BeforeAll
  static void addHeaders() {
    assumeTrue(ServerUnderTest.find().isWildFly());
    OF_THE_SERVER.forEach(
        (name, value) ->
            ServerUnderTest.find()
                .node()
                .configure(
                    FILTER.formatted(
                        name,
                        "add(header-name=%s%s,header-value=\"%s\")".formatted(ALLOW, name, value)),
                    REFERENCE.formatted(name, "add()")));
  }

  @AfterAll
  static void removeHeaders() {
    if (ServerUnderTest.find().isWildFly()) {
      OF_THE_SERVER
          .keySet()
          .forEach(
              name ->
                  ServerUnderTest.find()
                      .node()
                      .configure(
                          REFERENCE.formatted(name, "remove()") + NOW,
                          FILTER.formatted(name, "remove()") + NOW));
    }
  }

  /** Every line of such a header that grants something. */
  private static Map<String, List<String>> granted(Answer answer) {
    Map<String, List<String>> granted = new TreeMap<>();
    OF_THE_SERVER
        .keySet()
        .forEach(
            name -> {
              List<String> lines =
                  answer.headers().allValues(ALLOW + name).stream()
                      .filter(line -> !line.isBlank())
                      .toList();
              if (!lines.isEmpty()) {
                granted.put(name, lines);
              }
            });
    return granted;
  }

  /** Otherwise the tests below would show nothing. */
  @Test
  void the_server_sets_them_where_weir_is_not() {
    Answer outside = Client.of("no-such-application").get("/");
    assertThat(granted(outside)).containsEntry("Origin", List.of("*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/plain",
        "/reset",
        "/own",
        "/error",
        "/missing",
        "/throw",
        "/throw-error",
        "/forward",
        "/async",
        "/async-thread",
        "/async-throw",
        "/page"
      })
  void a_page_that_is_allowed_gets_the_headers_of_weir_alone(String path) {
    assertThat(granted(Client.of(NAME).saying("Origin", APP).get(path)))
        .isEqualTo(Map.of("Origin", List.of(APP)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/plain", "/reset", "/error", "/missing", "/throw", "/async-thread"})
  void a_page_that_is_not_allowed_gets_none(String path) {
    Answer foreign = Client.of(NAME).saying("Origin", "https://evil.example").get(path);
    assertThat(foreign.status()).isEqualTo(403);
    assertThat(granted(foreign)).isEmpty();
    assertThat(granted(Client.of(NAME).get(path))).isEmpty();
  }

  @Test
  void a_refusal_of_a_limit_has_those_of_weir() {
    Client page = Client.of(NAME).saying("Origin", APP);
    assertThat(page.statuses(2, "/page")).containsOnly(200);
    Answer refusal = page.get("/page");
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(granted(refusal)).isEqualTo(Map.of("Origin", List.of(APP)));
  }

  @Test
  void a_preflight_grants_what_weir_allows() {
    Client preflight = Client.of(NAME).saying("Access-Control-Request-Method", "DELETE");
    assertThat(granted(preflight.saying("Origin", APP).send("OPTIONS", "/plain", ""))).isEmpty();
    assertThat(
            granted(
                Client.of(NAME)
                    .saying("Access-Control-Request-Method", "GET")
                    .saying("Origin", APP)
                    .send("OPTIONS", "/plain", "")))
        .isEqualTo(Map.of("Origin", List.of(APP), "Methods", List.of("GET")));
    assertThat(granted(preflight.saying("Origin", "https://evil.example").send("OPTIONS", "/", "")))
        .isEmpty();
  }
}

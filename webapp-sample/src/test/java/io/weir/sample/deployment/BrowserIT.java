package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.cors;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.weir.sample.servers.PageServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** What pages of other origins can read, in a real browser. */
@EnabledIf("io.weir.sample.deployment.Browser#isExpected")
@ExtendWith(ArquillianExtension.class)
class BrowserIT {

  private static final String EMPTY = "<!DOCTYPE html><title>A page</title>";
  private static final String NOT_READABLE = "TypeError: Failed to fetch";

  private static final PageServer ALLOWED = PageServer.start(0, html());
  private static final PageServer FOREIGN = PageServer.start(0, EMPTY);

  @SuppressWarnings("NullAway.Init")
  private static Browser browser;

  @Deployment(name = "kept", testable = false)
  static WebArchive whosePreflightsAreKept() {
    return war("kept", initParam("max-age", "600"));
  }

  @Deployment(name = "kept-shortly", testable = false)
  static WebArchive whosePreflightsAreKeptShortly() {
    return war("kept-shortly", initParam("max-age", "1"));
  }

  @Deployment(name = "asked", testable = false)
  static WebArchive whosePreflightsAreNotKept() {
    return war("asked", initParam("max-age", "-1") + initParam("refuse", "false"));
  }

  @Deployment(name = "sample", testable = false)
  static WebArchive sample() {
    return Wars.sample()
        .addAsResource(
            new StringAsset(
                "weir.cluster.deadline=10s\nweir.cors.allowed-origins=%s\n"
                    .formatted(ALLOWED.origin())),
            "META-INF/microprofile-config.properties");
  }

  private static WebArchive war(String name, String more) {
    return Wars.withWeir(
            name,
            WebXml.of(
                contextParam("weir.cluster", "none"),
                cors(
                    initParam("allowed-origins", ALLOWED.origin()),
                    initParam("allowed-methods", "PUT"),
                    initParam("allowed-headers", "X-Entry"),
                    initParam("allow-credentials", "true"),
                    more),
                limits(initParam("rules", "hello: /hello 1/minute per header:User-Agent+ip"))))
        .addClasses(EntryServlet.class, EchoEndpoint.class);
  }

  private static String html() {
    try {
      return Files.readString(Path.of("src/page/index.html"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void startTheBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void endAll() {
    ALLOWED.close();
    FOREIGN.close();
    if (browser != null) {
      browser.close();
    }
  }

  private static URI api(String application, String path) {
    return ServerUnderTest.application(application).resolve(path);
  }

  private static String put(String application) {
    return browser.run(
        "return (await fetch('%s', {method: 'PUT', headers: {'X-Entry': 'one'}})).text()"
            .formatted(api(application, "entry")));
  }

  private static String get(String application, String path, String options) {
    return browser.run(
        "return (await fetch('%s', %s)).text()".formatted(api(application, path), options));
  }

  @Test
  void the_allowed_page_reads_answers_refusals_and_what_is_left() {
    browser.open(ALLOWED.uri());
    String script =
        """
        const answer = await fetch('%s');
        const left = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'RateLimit-Policy'];
        return [answer.status, ...left.map(name => answer.headers.get(name)),
            Number(answer.headers.get('Retry-After')) > 0].join(' ');
        """
            .formatted(api("kept", "hello"));
    assertThat(browser.run(script)).isEqualTo("200 1 0 \"hello\";q=1;w=60 false");
    assertThat(browser.run(script)).isEqualTo("429 1 0 \"hello\";q=1;w=60 true");
  }

  @Test
  void a_foreign_page_reads_nothing() {
    browser.open(FOREIGN.uri());
    assertThat(get("kept", "entry", "{}")).isEqualTo(NOT_READABLE);
    assertThat(get("asked", "entry", "{}")).isEqualTo(NOT_READABLE);
    assertThat(get("asked", "entry", "{credentials: 'include'}")).isEqualTo(NOT_READABLE);
    assertThat(put("asked")).isEqualTo(NOT_READABLE);
  }

  @Test
  void a_put_with_a_header_of_its_own_passes_and_another_header_does_not() {
    browser.open(ALLOWED.uri());
    assertThat(put("kept")).startsWith("PUT one ");
    assertThat(get("kept", "entry", "{headers: {'X-Other': 'one'}}")).isEqualTo(NOT_READABLE);
    assertThat(get("kept", "entry", "{method: 'DELETE'}")).isEqualTo(NOT_READABLE);
  }

  @Test
  void credentials_are_sent_and_the_answer_is_read() {
    browser.open(ALLOWED.uri());
    assertThat(get("kept", "entry", "{credentials: 'include'}")).startsWith("GET null");
    assertThat(get("kept", "entry", "{credentials: 'include'}")).isEqualTo("GET null [visited]");
    assertThat(get("kept", "entry", "{credentials: 'omit'}")).isEqualTo("GET null []");
  }

  @Test
  void a_preflight_is_kept_for_max_age() {
    browser.open(ALLOWED.uri());
    browser.preflights();
    put("kept-shortly");
    assertThat(browser.preflights()).isEqualTo(1);
    await()
        .untilAsserted(
            () -> {
              put("kept-shortly");
              assertThat(browser.preflights()).isEqualTo(1);
            });
    put("kept");
    browser.preflights();
    put("kept");
    put("kept");
    assertThat(browser.preflights()).isZero();
    put("asked");
    put("asked");
    assertThat(browser.preflights()).isEqualTo(2);
  }

  @Test
  void a_web_socket_opens_for_the_allowed_page_alone() {
    String script =
        """
        return new Promise(done => {
          const socket = new WebSocket('%s');
          socket.onopen = () => socket.send('hello');
          socket.onmessage = message => { done(message.data); socket.close(); };
          socket.onerror = () => done('refused');
        });
        """
            .formatted(api("asked", "socket").toString().replaceFirst("http", "ws"));
    assertThat(browser.open(ALLOWED.uri()).run(script)).isEqualTo("hello");
    assertThat(browser.open(FOREIGN.uri()).run(script)).isEqualTo("refused");
  }

  @Test
  void the_page_of_the_sample_calls_its_api() {
    browser.open(ALLOWED.uri().resolve("?api=" + api("webapp-sample", "")));
    assertThat(browser.click("call", "answer")).startsWith("200\n").contains("RateLimit: ");
    assertThat(browser.click("who", "answer")).startsWith("200\n").contains("alice");
    assertThat(browser.click("talk", "answer")).contains("\"session\"");
  }
}

package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;

/**
 * The status page in a real browser: by keyboard, narrow, dark, and for those who cannot see it.
 */
@EnabledIf("io.weir.sample.deployment.Browser#isExpected")
@ExtendWith(ArquillianExtension.class)
class StatusPageIT {

  private static final Pattern CODE = Pattern.compile("WEIR-131: .*: ([A-Za-z0-9_-]{22})");
  private static final String HOSTILE = "<img src=x onerror=document.title='xss'>";

  @SuppressWarnings("NullAway.Init")
  private static Browser browser;

  @Deployment(testable = false)
  static WebArchive page() {
    return Wars.withWeir(
            "page",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam("weir.status.path", "/weir"),
                contextParam("weir.status.code", "true"),
                contextParam(
                    "weir.rate-limit.rules",
                    "hello: POST /hello 2/minute per ip\nnames: /names 1/hour per header:X-Name"),
                contextParam(
                    "weir.validation.checks",
                    "markup: /names param:name not matching \"%s\""
                        .formatted(HOSTILE.replace("<", "&lt;").replace(">", "&gt;"))),
                contextParam(
                    "weir.budget.budgets",
                    "hour: GET /hello 2 tokens/hour per global estimate 1 tokens"),
                contextParam("weir.circuit-breaker.circuits", "openai: /chat")))
        .addClass(HelloServlet.class);
  }

  @BeforeAll
  static void startTheBrowser() {
    browser = Browser.start();
  }

  @AfterAll
  static void endTheBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  private static URI at(String path) {
    return ServerUnderTest.application("page").resolve(path);
  }

  /** The code that was logged last. */
  private static String code() {
    Matcher found = CODE.matcher(ServerUnderTest.find().logged());
    String code = "";
    while (found.find()) {
      code = found.group(1);
    }
    return code;
  }

  private static String shown(String text) {
    return await().until(() -> browser.text(), page -> page.contains(text));
  }

  private static void assertAccessible(String where) {
    assertThat(browser.barriers()).as(where).isEmpty();
  }

  private static void photograph(String what) {
    browser.photograph(
        Path.of(
            "target",
            "pictures",
            "%s-%s.png".formatted(System.getProperty("arquillian.launch", "server"), what)));
  }

  @Test
  void an_administrator_signs_in_looks_and_acts_by_keyboard() {
    browser.show(1280, 900, "light").open(at("weir"));
    assertAccessible("the form of the code");
    browser.press(code(), Keys.ENTER); // The field has the focus.
    shown("hello: POST /hello 2 per 1 minute per ip");
    assertAccessible("light");
    photograph("light");

    Client client = Client.of("page");
    for (int i = 0; i < 3; i++) {
      client.post("/hello");
    }
    client.saying("X-Name", HOSTILE).get("/names?" + HOSTILE.replaceAll("[<> ]", ""));
    client.saying("X-Name", HOSTILE).get("/names");
    shown("0 of 2");
    browser.show(360, 740, "dark");
    assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo("true");
    assertAccessible("dark and narrow");
    photograph("dark");
    assertThat(browser.run("return document.title")).isEqualTo("Weir");

    topUp(client);
    browser.tabTo("open").press(Keys.ENTER);
    shown("Refuses every request on all nodes until it is released.");
    assertAccessible("the question");
    browser.press(Keys.TAB).press(Keys.ENTER); // Cancel has the focus first.
    shown("forced\nopen");
    assertThat(client.get("/chat").status()).isEqualTo(503);

    lookUp(client);

    client.get("/names?name=" + URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8));
    // The line is shown as it is written, with the markup: as text, also in the refusal.
    assertThat(shown("validation markup")).contains("not matching \"" + HOSTILE + "\"");
    assertThat(browser.run("return document.title")).isEqualTo("Weir");
    assertThat(browser.run("return document.querySelectorAll('img').length")).isEqualTo("0");
  }

  /** The browser sends the forms itself when the enter key is pressed in a field. */
  private static void topUp(Client client) {
    client.get("/hello");
    client.get("/hello");
    assertThat(client.get("/hello").status()).isEqualTo(429);
    shown("2 tokens spent, 0 tokens left");

    browser.tabTo("top up").press(Keys.ENTER);
    shown("Adds to what is left of this budget on all nodes");
    browser.press("1", Keys.ENTER); // The field has the focus.

    shown("2 tokens spent, 1 tokens added, 1 tokens left");
    assertThat(client.get("/hello").status()).isEqualTo(200);
    assertThat(client.get("/hello").status()).isEqualTo(429);
  }

  private static void lookUp(Client client) {
    client.post("/hello");
    browser.tabTo("Look").press(Keys.chord(Keys.SHIFT, Keys.TAB));
    browser.press(client.address(), Keys.ENTER);
    shown("of 2 left");
  }
}

package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.ALL_DISPATCHERS;
import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static io.weir.sample.deployment.WebXml.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The application throws an exception; the response still has the headers of the limits. */
@ExtendWith(ArquillianExtension.class)
class FailuresIT {

  private static final String RULES = "thrown: /** 900/minute";

  /** No CORS filter, and the filter of Weir stands first. */
  @Deployment(name = "failing", testable = false)
  static WebArchive alone() {
    return war("failing", contextParam("weir.rate-limit.rules", RULES));
  }

  /** Filters of the application stand before and behind it. */
  @Deployment(name = "failing-behind", testable = false)
  static WebArchive behind() {
    return war(
        "failing-behind",
        filter("before"),
        mapping("before", "/*", ALL_DISPATCHERS),
        limits(initParam("rules", RULES)),
        filter("behind"),
        mapping("behind", "/*", ALL_DISPATCHERS));
  }

  /** The application shows its failures itself. */
  @Deployment(name = "failing-shown", testable = false)
  static WebArchive shown() {
    return war(
        "failing-shown",
        contextParam("weir.rate-limit.rules", RULES),
        "<error-page><location>/hello</location></error-page>");
  }

  private static String filter(String name) {
    return "<filter><filter-name>%s</filter-name><filter-class>%s</filter-class><async-supported>true</async-supported></filter>"
        .formatted(name, PassingFilter.class.getName());
  }

  private static WebArchive war(String name, String... elements) {
    return Wars.withWeir(name, WebXml.of(elements))
        .addClasses(UnrulyServlet.class, PassingFilter.class);
  }

  @ParameterizedTest
  @CsvSource({
    "failing, /throw",
    "failing, /throw-unchecked",
    "failing, /throw-error",
    "failing, /async-throw",
    "failing-behind, /throw",
    "failing-behind, /throw-unchecked",
    "failing-behind, /throw-error",
    "failing-shown, /throw",
    "failing-shown, /throw-unchecked",
    "failing-shown, /throw-error",
  })
  void what_is_left_of_a_limit_is_told(String application, String path) {
    Client client = Client.of(application);
    for (int left = 899; left > 896; left--) {
      Answer answer = client.get(path);
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.left()).isEqualTo(left);
      assertThat(answer.header("RateLimit")).startsWith("\"thrown\";");
      assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"thrown\";q=900;w=60");
    }
  }

  @Test
  void the_exception_is_in_the_log() {
    Client.of("failing").get("/throw-unchecked");
    assertThat(ServerUnderTest.find().logged())
        .contains("WEIR-022: the application threw an exception and declares no error page for it")
        .contains("an exception that the test wants");
  }

  @Test
  void a_page_of_the_application_is_shown() {
    assertThat(Client.of("failing-shown").get("/throw").body()).isEqualTo("hello");
  }
}

package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static io.weir.sample.deployment.WebXml.servlet;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path is exempt where it can be read in one way, and that way is the exempt one. */
@ExtendWith(ArquillianExtension.class)
class ExemptPathIT {

  @Deployment(testable = false)
  static WebArchive open() {
    return Wars.withWeir(
            "open",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                limits(initParam("rules", "all: /** 1/minute except path:/open/**")),
                servlet(LoginServlet.class, "/*", "")))
        .addClass(LoginServlet.class);
  }

  @Test
  void what_is_exempt_is_not_counted(@ArquillianResource URL url) {
    assertThat(Client.of(url).statuses(3, "/open/page")).containsOnly(200);
    assertThat(Client.of(url).statuses(2, "/page")).containsExactly(200, 429);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/open/../page",
        "/open/..;/page",
        "/open/..;x=1/page",
        "/open//../page",
        "/open;x=1/../page",
        "/open/..%2fpage",
        "/open%2f../page",
        "/open/%2e%2e/page",
        "/open/.%2e/page",
        "/open/..%5cpage",
        "/page/../open/x",
        "/page;/../open/x",
        "/page/..;/open/x",
        "//open/x",
        "/./open/x",
        "/open;x=1/x",
        "/open%3bx=1/x",
        "/page%3b/open/x",
        "/%6fpen/..%3b/page",
      })
  void no_ambiguous_spelling_is_exempt(String path, @ArquillianResource URL url) {
    assertThat(Client.of(url).statuses(2, path)).element(1).isIn(400, 404, 429);
  }
}

package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static io.weir.sample.deployment.WebXml.initParam;
import static io.weir.sample.deployment.WebXml.limits;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request counts once, however often the server dispatches it. */
@ExtendWith(ArquillianExtension.class)
class DispatchIT {

  @Deployment(testable = false)
  static WebArchive detours() {
    return Wars.withWeir(
            "detours",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                limits(
                    initParam(
                        "rules",
                        """
                        each:    /**      3/minute
                        inside:  /inside  1/minute
                        page:    /page    1/minute
                        """)),
                "<error-page><location>/page</location></error-page>"))
        .addClass(DetourServlet.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/hello, 200",
    "/forward, 200",
    "/async, 200",
    "/async-forward, 200",
    "/fail, 503",
    "/throw, 500",
    "/missing, 404",
  })
  void every_way_through_the_server_counts_once(
      String path, int status, @ArquillianResource URL url) {
    Client somebody = Client.of(url);
    List<Answer> answers = Stream.generate(() -> somebody.get(path)).limit(4).toList();
    assertThat(answers).extracting(Answer::status).containsExactly(status, status, status, 429);
    assertThat(answers).extracting(Answer::left).containsExactly(2, 1, 0, 0);
  }

  @Test
  void what_is_reached_by_a_forward_alone_has_its_limit_too(@ArquillianResource URL url) {
    assertThat(Client.of(url).statuses(2, "/forward-inside")).containsExactly(200, 429);
  }
}

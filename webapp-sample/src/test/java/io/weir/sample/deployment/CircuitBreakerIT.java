package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a request fails opens its circuit, and every fallback answers. */
@ExtendWith(ArquillianExtension.class)
class CircuitBreakerIT {

  private static final String CIRCUITS =
      """
      status:    /service/status/**     after 1 failure in a row
      error:     /service/error/**      after 1 failure in a row
      exception: /service/exception/**  after 1 failure in a row
      report:    /service/report/**     after 1 failure in a row
      async:     /service/async/**      after 1 failure in a row
      timeout:   /service/timeout/**    after 1 failure in a row
      forward:   /service/forward/**    after 1 failure in a row
      works:     /service/works/**      after 1 failure in a row
      file:      /service/file/**       after 1 failure in a row  fallback /WEB-INF/busy.json status 200
      page:      /service/page/**       after 1 failure in a row  fallback forward /hello
      pass:      /service/pass/**       after 1 failure in a row  fallback pass
      alone:     /service/alone/**      after 2 failures in a row
      recovers:  /service/recovers/**   after 1 failure in a row  for 1 second
      """;

  @Deployment(testable = false)
  static WebArchive service() {
    return Wars.withWeir(
            "service",
            WebXml.of(
                contextParam("weir.trusted-proxies", "127.0.0.1, ::1"),
                contextParam("weir.circuit-breaker.circuits", CIRCUITS)))
        .addClass(FailingServiceServlet.class)
        .addAsWebInfResource(new StringAsset("{\"busy\":true}"), "busy.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "error", "exception", "report", "async", "timeout", "forward"})
  void every_failure_opens_the_circuit(String way, @ArquillianResource URL url) {
    String paths = "/service/%s/".formatted(way);
    Client.of(url).get(paths + way);
    // A server may send the answer to an asynchronous request before it tells that it has ended.
    ServerUnderTest.eventually(
        () -> assertThat(Client.of(url).get(paths + "works").status()).isEqualTo(503));
    Answer refused = Client.of(url).get(paths + "works");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body()).contains("A service that this request needs is not available");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 33);
  }

  @Test
  void what_works_or_is_unknown_opens_none(@ArquillianResource URL url) {
    assertThat(Client.of(url).get("/service/works/stream").body()).isEqualTo("one\ntwo\n");
    assertThat(Client.of(url).get("/service/works/works").body()).isEqualTo("null");
  }

  @Test
  void one_client_alone_opens_none(@ArquillianResource URL url) {
    assertThat(Client.of(url).statuses(5, "/service/alone/status")).containsOnly(503);
    assertThat(Client.of(url).get("/service/alone/works").status()).isEqualTo(200);
  }

  @Test
  void a_service_that_has_recovered_is_found_by_a_probe(@ArquillianResource URL url) {
    String works = "/service/recovers/works";
    Client.of(url).get("/service/recovers/status");
    ServerUnderTest.eventually(
        () -> assertThat(Client.of(url).get(works).body()).isEqualTo("half-open"));
    assertThat(Client.of(url).get(works).body()).isEqualTo("null");
  }

  @Test
  void a_file_answers(@ArquillianResource URL url) {
    Client.of(url).get("/service/file/status");
    Answer answer = Client.of(url).get("/service/file/works");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"busy\":true}");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
  }

  @Test
  void another_page_answers(@ArquillianResource URL url) {
    Client.of(url).get("/service/page/status");
    assertThat(Client.of(url).get("/service/page/works").body()).isEqualTo("hello");
  }

  @Test
  void the_application_answers_by_itself(@ArquillianResource URL url) {
    Client.of(url).get("/service/pass/status");
    assertThat(Client.of(url).get("/service/pass/works").body()).isEqualTo("open");
  }
}

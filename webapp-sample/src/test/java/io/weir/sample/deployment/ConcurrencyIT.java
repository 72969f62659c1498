package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many requests are open at once, and how long each lasts. */
@ExtendWith(ArquillianExtension.class)
class ConcurrencyIT {

  @Deployment(testable = false)
  static WebArchive open() {
    return Wars.withWeir(
            "open",
            WebXml.of(
                contextParam("weir.cluster", "none"),
                contextParam(
                    "weir.rate-limit.rules",
                    "uploads: POST /open 2 at once per header:User-Agent\nstreams: /stream 1 second each per header:User-Agent")))
        .addClass(OpenServlet.class);
  }

  private static void awaitOpen(Client client, int number) {
    await().until(() -> client.get("/number").body().equals(String.valueOf(number)));
  }

  @Test
  void requests_are_open_and_streams_end(@ArquillianResource URL url) throws IOException {
    Client uploads = Client.of(url).saying("User-Agent", "uploads");
    List<CompletableFuture<Answer>> held =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> uploads.post("/open")))
            .limit(2)
            .toList();
    awaitOpen(uploads, 2);

    Answer refused = uploads.post("/open");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body()).contains("Too many requests are open: 2 at once");
    assertThat(refused.headers().firstValue("Retry-After")).contains("5");

    uploads.get("/let-go");
    assertThat(held.stream().map(CompletableFuture::join).map(Answer::status))
        .containsExactly(200, 200);
    await().untilAsserted(() -> assertThat(uploads.post("/open").status()).isEqualTo(200));

    Client listener = Client.of(url).saying("User-Agent", "listener");
    try (InputStream stream = listener.open("/stream")) {
      assertThat(stream.read()).isEqualTo('l');
      awaitOpen(listener, 0); // It could go on for a minute.
    }
  }
}

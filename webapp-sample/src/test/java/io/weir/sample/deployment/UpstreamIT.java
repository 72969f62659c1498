package io.weir.sample.deployment;

import static io.weir.sample.deployment.WebXml.contextParam;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An application calls a service with the server's JAX-RS client, and with that of the JDK. */
@ExtendWith(ArquillianExtension.class)
class UpstreamIT {

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer provider;

  @Deployment(testable = false)
  static WebArchive calling() {
    return Wars.withWeir(
            "calling",
            WebXml.of(
                contextParam("weir.upstream.openai.base", "1ms"),
                contextParam("weir.upstream.slow.read-timeout", "300ms"),
                contextParam("weir.upstream.slow.max-retries", "0"),
                contextParam("weir.upstream.weather.limit", "2/hour"),
                contextParam(
                    "weir.circuit-breaker.circuits",
                    "slow: /none after 1 failure in a row for 1 minute")))
        .addClass(CallingServlet.class);
  }

  @BeforeEach
  void startProvider() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.setExecutor(Executors.newCachedThreadPool());
    provider.createContext("/", this::answer);
    provider.start();
  }

  @AfterEach
  void stopProvider() {
    end.countDown();
    provider.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    if (exchange.getRequestURI().getPath().equals("/slow")) {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    byte[] body =
        "%s %s %s"
            .formatted(
                exchange.getRequestMethod(), exchange.getRequestHeaders().getFirst("X-Ours"), asked)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/plain");
    exchange.getResponseHeaders().add("X-Theirs", "kept");
    exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 503 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Answer call(URL url, String way) {
    return Client.of(url).get("/call/%s?port=%s".formatted(way, provider.getAddress().getPort()));
  }

  @Test
  void a_jax_rs_client_repeats_what_it_may(@ArquillianResource URL url) {
    failures.set(2);
    Answer answer = call(url, "get/openai");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("GET kept ");
    assertThat(answer.header("X-Theirs")).isEqualTo("kept");
    assertThat(calls).hasValue(3);
  }

  @Test
  void a_jax_rs_client_does_not_repeat_what_it_may_not(@ArquillianResource URL url) {
    failures.set(1);
    Answer answer = call(url, "post/openai");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("POST kept posted");
    assertThat(calls).hasValue(1);
  }

  @Test
  void a_key_makes_a_request_repeatable(@ArquillianResource URL url) {
    failures.set(1);
    Answer answer = call(url, "keyed/openai");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("POST kept posted");
    assertThat(calls).hasValue(2);
  }

  @Test
  void a_jax_rs_client_has_time_outs_and_a_circuit(@ArquillianResource URL url) {
    assertThat(call(url, "get/slow").body()).isEqualTo("failed");
    assertThat(call(url, "get/slow").body())
        .matches("slow is not called: its circuit is open; try again in [56]\\d s");
    assertThat(calls).hasValue(1);
  }

  @Test
  void every_client_has_a_limit(@ArquillianResource URL url) {
    assertThat(call(url, "http/weather").status()).isEqualTo(200);
    assertThat(call(url, "get/weather").status()).isEqualTo(200);
    assertThat(call(url, "http/weather").body())
        .matches("weather is not called: its limit is used up; try again in 3\\d\\d\\d s");
    assertThat(calls).hasValue(2);
  }

  @Test
  void the_client_of_the_jdk_repeats(@ArquillianResource URL url) {
    failures.set(2);
    assertThat(call(url, "http/openai").status()).isEqualTo(200);
    assertThat(calls).hasValue(3);
  }
}

package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application that calls a service on this machine, in a real container. */
class UpstreamTest {

  @TempDir private Path folder;

  private final AtomicInteger calls = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer provider;
  private final AtomicInteger failures = new AtomicInteger();

  @BeforeEach
  void startProvider() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext(
        "/",
        exchange -> {
          calls.incrementAndGet();
          exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 503 : 200, -1);
          exchange.close();
        });
    provider.start();
  }

  @AfterEach
  void stopProvider() {
    provider.stop(0);
  }

  /** Calls the provider as its path says. */
  private final class Application extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      try {
        String way = request.getServletPath().replaceFirst("/chat/", "");
        HttpResponse<String> answer =
            switch (way) {
              case "once" ->
                  Upstream.of("openai").call(() -> client.send(ask(), BodyHandlers.ofString()));
              case "async" ->
                  Upstream.of("openai")
                      .idempotent()
                      .callAsync(() -> client.sendAsync(ask(), BodyHandlers.ofString()))
                      .toCompletableFuture()
                      .get(30, TimeUnit.SECONDS);
              default ->
                  Upstream.of(way)
                      .idempotent()
                      .call(() -> client.send(ask(), BodyHandlers.ofString()));
            };
        response.setStatus(answer.statusCode());
      } catch (UpstreamUnavailableException e) {
        response.setStatus(418);
        response.getWriter().print(e.getMessage());
      } catch (IllegalArgumentException e) {
        response.setStatus(404);
        response.getWriter().print(e.getMessage());
      } catch (Exception e) {
        throw new IOException(e);
      }
    }

    private HttpRequest ask() {
      return HttpRequest.newBuilder(
              URI.create("http://127.0.0.1:" + provider.getAddress().getPort()))
          .build();
    }
  }

  private EmbeddedServer server() throws IOException {
    return new EmbeddedServer(folder).servlet("/", new Application());
  }

  private static HttpResponse<String> get(EmbeddedServer server, String path) throws Exception {
    return server.send("GET", path, Map.of());
  }

  @Test
  void calls_are_repeated() throws Exception {
    try (EmbeddedServer server = server().parameter("weir.upstream.openai.base", "1ms").start()) {
      failures.set(2);
      assertThat(get(server, "/chat/openai").statusCode()).isEqualTo(200);
      assertThat(calls).hasValue(3);
      failures.set(2);
      assertThat(get(server, "/chat/async").statusCode()).isEqualTo(200);
      assertThat(calls).hasValue(6);
      failures.set(1);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(503);
      assertThat(calls).hasValue(7);
    }
  }

  @Test
  void a_limit_counts_attempts() throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter("weir.upstream.openai.limit", "3/hour")
            .parameter("weir.upstream.openai.base", "1ms")
            .start()) {
      failures.set(1);
      assertThat(get(server, "/chat/openai").statusCode()).isEqualTo(200);
      assertThat(get(server, "/chat/openai").statusCode()).isEqualTo(200);
      HttpResponse<String> refused = get(server, "/chat/openai");
      assertThat(refused.statusCode()).isEqualTo(418);
      assertThat(refused.body())
          .matches("openai is not called: its limit is used up; try again in 3[56]\\d\\d s");
      assertThat(calls).hasValue(3);
    }
  }

  @Test
  void the_circuit_of_the_same_name_stops_calls_and_is_told() throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter(
                "weir.circuit-breaker.circuits",
                "openai: /elsewhere after 2 failures in a row for 1 minute")
            .start()) {
      failures.set(2);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(503);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(503);
      HttpResponse<String> refused = get(server, "/chat/once");
      assertThat(refused.statusCode()).isEqualTo(418);
      assertThat(refused.body())
          .matches("openai is not called: its circuit is open; try again in [56]\\d s");
      assertThat(calls).hasValue(2);
    }
  }

  @Test
  void a_failure_of_a_call_and_of_its_request_is_one() throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter(
                "weir.circuit-breaker.circuits",
                "openai: /chat/** after 2 failures in a row for 1 minute")
            .start()) {
      failures.set(1);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(503);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(200);
      failures.set(2);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(503);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(503);
      HttpResponse<String> refused = get(server, "/chat/once");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("A service that this request needs is not available");
      assertThat(calls).hasValue(4);
    }
  }

  @ParameterizedTest
  @CsvSource({"weir.enabled, false", "weir.circuit-breaker.mode, off"})
  void what_is_switched_off_stops_no_call(String setting, String value) throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter(setting, value)
            .parameter("weir.circuit-breaker.circuits", "openai: /chat/** after 1 failure in a row")
            .start()) {
      failures.set(1);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(503);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_circuit_in_shadow_stops_no_call() throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter(
                "weir.circuit-breaker.circuits", "openai: /none after 1 failure in a row shadow")
            .start()) {
      failures.set(1);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(503);
      assertThat(get(server, "/chat/once").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void while_weir_is_switched_off_each_call_is_one_attempt() throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter("weir.enabled", "false")
            .parameter("weir.upstream.openai.limit", "1/hour")
            .start()) {
      failures.set(1);
      assertThat(get(server, "/chat/openai").statusCode()).isEqualTo(503);
      assertThat(get(server, "/chat/openai").statusCode()).isEqualTo(200);
      assertThat(calls).hasValue(2);
    }
  }

  @Test
  void a_name_that_nobody_knows_is_a_mistake() throws Exception {
    try (EmbeddedServer server =
        server().parameter("weir.upstream.openai.max-retries", "0").start()) {
      HttpResponse<String> answer = get(server, "/chat/openia");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.body())
          .isEqualTo(
              "no service \"openia\"; write a setting such as weir.upstream.openia.limit, or a circuit of this name. Did you mean \"openai\"?");
    }
  }

  @Test
  void all_mistakes_stop_the_deployment_at_once() throws Exception {
    try (EmbeddedServer server =
        server()
            .parameter("weir.upstream.openai.max-retries", "many")
            .parameter("weir.upstream.openai.limits", "10/hour")
            .parameter("weir.upstream.weather.limit", "10")) {
      assertThatThrownBy(server::start)
          .hasMessageContaining(
              "weir.upstream.openai.max-retries (context-param): \"many\": allowed is a whole number from 0 to 10")
          .hasMessageContaining("\"weir.upstream.openai.limits\": write weir.upstream, the name")
          .hasMessageContaining("\"10\": a limit is a whole number and a period");
    }
  }

  @Test
  void outside_of_an_application_there_is_no_service() {
    assertThatThrownBy(() -> Upstream.of("openai"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Weir does not run in this application");
  }
}

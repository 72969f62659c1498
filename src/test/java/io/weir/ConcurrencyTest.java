package io.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that limit requests while they last, over real HTTP. */
@Timeout(60)
class ConcurrencyTest {

  @TempDir private Path folder;

  private final BlockingQueue<String> entered = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();

  /** Stays open until the test says how it ends, or writes for ever. */
  private final class Stays extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (request.getRequestURI().replaceFirst("^/app", "")) {
        case "/stays" -> await();
        case "/throws" -> {
          await();
          throw new IOException("on purpose");
        }
        case "/async" -> {
          AsyncContext context = request.startAsync();
          new Thread(
                  () -> {
                    await();
                    context.complete();
                  })
              .start();
        }
        case "/async-stream" -> {
          AsyncContext context = request.startAsync();
          new Thread(
                  () -> {
                    try {
                      writeForEver((HttpServletResponse) context.getResponse());
                    } catch (IOException e) {
                      failures.add(String.valueOf(e.getMessage()));
                      context.complete();
                    }
                  })
              .start();
        }
        case "/stream" -> {
          try {
            writeForEver(response);
          } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
            throw e;
          }
        }
        case "/writer" -> {
          response.setContentType("text/event-stream");
          while (!response.getWriter().checkError()) {
            response.getWriter().print("data: 1\n\n");
            response.getWriter().flush();
          }
          failures.add("checkError");
        }
        case "/forward" -> {
          try {
            request.getRequestDispatcher("/done").forward(request, response);
          } catch (ServletException e) {
            throw new IOException(e);
          }
        }
        default -> response.getWriter().print("done");
      }
    }

    private void writeForEver(HttpServletResponse response) throws IOException {
      response.setContentType("text/event-stream");
      while (true) {
        response.getOutputStream().print("data: 1\n\n");
        response.flushBuffer();
      }
    }

    private void await() {
      entered.add("entered");
      try {
        ends.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private EmbeddedServer server(String rules) throws Exception {
    return new EmbeddedServer(folder)
        .parameter("weir.rate-limit.rules", rules)
        .servlet("/*", new Stays())
        .start();
  }

  private static HttpResponse<String> get(EmbeddedServer server, String path) throws Exception {
    return get(server, path, "nobody");
  }

  private static HttpResponse<String> get(EmbeddedServer server, String path, String user)
      throws Exception {
    return server.send("GET", path, Map.of("X-User", user), "");
  }

  private CompletableFuture<Integer> open(EmbeddedServer server, String path) throws Exception {
    return open(server, path, "nobody");
  }

  private CompletableFuture<Integer> open(EmbeddedServer server, String path, String user)
      throws Exception {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                status.complete(get(server, path, user).statusCode());
              } catch (Exception e) {
                status.completeExceptionally(e);
              }
            })
        .start();
    assertThat(entered.poll(20, TimeUnit.SECONDS)).isNotNull();
    return status;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stays", "/throws", "/async"})
  void a_slot_is_free_again_however_the_request_ends(String path) throws Exception {
    try (EmbeddedServer server = server("a: /** 2 at once")) {
      for (int round = 0; round < 3; round++) {
        CompletableFuture<Integer> one = open(server, path);
        CompletableFuture<Integer> two = open(server, path);

        HttpResponse<String> refused = get(server, "/done");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        assertThat(refused.headers().firstValue("RateLimit-Policy")).isEmpty();
        assertThat(refused.body()).contains("\"Too many requests are open: 2 at once\"", "[\"a\"]");

        ends.add("now");
        ends.add("now");
        one.get();
        two.get();
        awaitFree(server);
      }
    }
  }

  /** The client may have its answer a moment before the server has ended the exchange. */
  private static void awaitFree(EmbeddedServer server) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (get(server, "/done").statusCode() != 200) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void what_a_slot_refuses_takes_no_token() throws Exception {
    try (EmbeddedServer server = server("a: /** 3/day; 1 at once")) {
      CompletableFuture<Integer> open = open(server, "/stays");
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> refused = get(server, "/done");
        assertThat(refused.body()).contains("Too many requests are open");
      }
      ends.add("now");
      assertThat(open.get()).isEqualTo(200);
      awaitFree(server);
      assertThat(get(server, "/done").statusCode()).isEqualTo(200);
      assertThat(get(server, "/done").body()).contains("Rate limit exceeded: 3 per 1 day");
    }
  }

  @Test
  void a_rule_in_shadow_mode_refuses_nothing_and_who_is_exempt_holds_nothing() throws Exception {
    try (EmbeddedServer server =
        server("a: /** 1 at once shadow\nb: /** 1 at once; 1 hour each except path:/stays")) {
      CompletableFuture<Integer> one = open(server, "/stays");
      CompletableFuture<Integer> two = open(server, "/stays");
      assertThat(get(server, "/done").statusCode()).isEqualTo(200);
      ends.add("now");
      ends.add("now");
      assertThat(one.get()).isEqualTo(200);
      assertThat(two.get()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stream", "/async-stream", "/writer"})
  void an_answer_ends_at_its_next_write_and_frees_its_slot(String path) throws Exception {
    try (EmbeddedServer server = server("a: /** 1 at once; 1 second each")) {
      try {
        get(server, path);
      } catch (IOException broken) {
        // The answer ends in the middle.
      }
      assertThat(failures.poll(20, TimeUnit.SECONDS))
          .isIn("the rule of this request limits how long it may last", "checkError");
      awaitFree(server);
    }
  }

  /** Otherwise whoever fills one rule would use up what others may have open by another. */
  @Test
  void who_is_refused_by_one_rule_holds_nothing_by_another() throws Exception {
    try (EmbeddedServer server =
        server("a: /** 1 at once per header:X-User\nb: /stays 1 at once per global")) {
      CompletableFuture<Integer> open = open(server, "/stays", "attacker");

      assertThat(get(server, "/stays", "victim").statusCode()).isEqualTo(429);
      assertThat(get(server, "/done", "victim").statusCode()).isEqualTo(200);

      ends.add("now");
      assertThat(open.get()).isEqualTo(200);
    }
  }

  /** An application that forwards is one request, whichever rules the targets meet. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: /** 1 at once",
        "a: /forward 1 at once\nb: /done 1 at once",
        "a: /done 1 at once"
      })
  void a_request_that_is_forwarded_takes_one_slot_of_a_rule(String rules) throws Exception {
    try (EmbeddedServer server = server(rules)) {
      for (int i = 0; i < 3; i++) {
        awaitFree(server);
        assertThat(get(server, "/forward").body()).isEqualTo("done");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ID=two&id=one", "id=%6fne"})
  void no_spelling_of_a_key_opens_one_request_more(String query) throws Exception {
    try (EmbeddedServer server = server("a: /** 1 at once per param:id")) {
      CompletableFuture<Integer> open = open(server, "/stays?id=one");

      assertThat(get(server, "/done?id=two").statusCode()).isEqualTo(200);
      assertThat(get(server, "/done?" + query).statusCode()).isEqualTo(429);

      ends.add("now");
      assertThat(open.get()).isEqualTo(200);
    }
  }

  /** What can be read in two ways counts as the address, whatever values are sent. */
  @ParameterizedTest
  @ValueSource(strings = {"id=two&id=one", "id=three&id=four", "x=1"})
  void unclear_keys_of_an_address_share_its_slots(String query) throws Exception {
    try (EmbeddedServer server = server("a: /** 1 at once per param:id")) {
      CompletableFuture<Integer> open = open(server, "/stays?id=one&id=two");

      assertThat(get(server, "/done?" + query).statusCode()).isEqualTo(429);
      assertThat(get(server, "/done?id=one").statusCode()).isEqualTo(200);

      ends.add("now");
      assertThat(open.get()).isEqualTo(200);
    }
  }

  /** However it is asked for: servers look for the protocol or for the key. */
  @ParameterizedTest
  @CsvSource({
    "Upgrade, websocket",
    "Upgrade, WebSocket",
    "upgrade, 'h2c, WEBSOCKET/13'",
    "Sec-WebSocket-Key, ''",
    "SEC-WEBSOCKET-KEY, a"
  })
  void every_spelling_of_a_handshake_is_one(String header, String value) throws Exception {
    try (EmbeddedServer server = server("a: /done 1 hour each")) {
      assertThat(server.raw("GET", "/app/done", Map.of(header, value), "").statusCode())
          .isEqualTo(501);
      assertThat(get(server, "/done").statusCode()).isEqualTo(200);
    }
  }

  /** Tomcat lets nobody end its WebSockets, so none is opened that would have to end. */
  @Test
  void a_websocket_that_nothing_would_end_is_refused() throws Exception {
    try (EmbeddedServer server = server("a: /done 1 hour each\nb: /free 1 hour each shadow")) {
      Map<String, String> handshake = Map.of("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
      HttpResponse<String> refused = server.send("GET", "/done", handshake, "");
      assertThat(refused.statusCode()).isEqualTo(501);
      assertThat(refused.body()).contains("This server cannot limit this WebSocket");
      assertThat(get(server, "/done").statusCode()).isEqualTo(200);
      assertThat(server.send("GET", "/free", handshake, "").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/socket 20 messages/second, this server does not let Weir see what clients send over WebSockets",
    "/socket 5/minute; 64 kB a message, this server does not let Weir see what clients send over WebSockets",
    "/j_security_check 2 at once, rule one is for /j_security_check",
    "/j_security_check 2 messages/minute, rule one is for /j_security_check"
  })
  void what_nothing_would_enforce_stops_the_deployment(String rule, String mistake) {
    assertThatThrownBy(
            () -> {
              try (EmbeddedServer server =
                  new EmbeddedServer(folder).parameter("weir.rate-limit.rules", "one: " + rule)) {
                server.start();
              }
            })
        .hasMessageContaining(mistake);
  }
}

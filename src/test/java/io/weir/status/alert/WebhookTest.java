package io.weir.status.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.weir.internal.secret.Secret;
import io.weir.secrets.CapturedLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A webhook whose receiver fails and recovers. Time is passed in. */
@Timeout(60)
class WebhookTest {

  private static final String CANARY = "canary-5f2e9c";
  private static final Secret KEY = Secret.of("0123456789abcdef-" + CANARY);

  private Instant now = Instant.parse("2026-11-27T12:00:00Z");
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> signatures = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch ended = new CountDownLatch(1);
  private HttpServer server;
  private volatile int status = 204;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/" + CANARY, this::receive);
    server.createContext("/elsewhere", exchange -> answer(exchange, 200));
    server.createContext("/endless", this::neverEnd);
    server.start();
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (status < 300) {
      bodies.add(body);
      signatures.add(String.valueOf(exchange.getRequestHeaders().getFirst(Webhook.SIGNATURE)));
    }
    exchange.getResponseHeaders().set("Location", "/elsewhere");
    answer(exchange, status);
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private void neverEnd(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write('.');
    exchange.getResponseBody().flush();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Webhook webhook(String path, Optional<String> template) {
    URI url = URI.create("http://127.0.0.1:%s/%s".formatted(server.getAddress().getPort(), path));
    return new Webhook(url, Optional.of(KEY), template, () -> now);
  }

  private AlertMessage message(String id) {
    return new AlertMessage(
        id,
        AlertMessage.Kind.ALERT,
        now,
        "/shop",
        "budget hour at 80%",
        "85% of \"$50.00\"\nare used.");
  }

  @Test
  void a_message_is_signed_with_its_time() throws Exception {
    webhook(CANARY, Optional.empty()).send(message("1"));

    assertThat(bodies).containsExactly(message("1").json());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.bytes(), "HmacSHA256"));
    String signed = "1795780800." + bodies.get(0);
    assertThat(now.getEpochSecond()).isEqualTo(1795780800L);
    assertThat(signatures)
        .containsExactly(
            "t=1795780800,v1="
                + HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void a_template_is_filled_with_texts_that_json_allows() throws Exception {
    webhook(CANARY, Optional.of("{\"text\": \"*{alert}*: {text} {nothing}\"}")).send(message("1"));

    assertThat(bodies)
        .containsExactly(
            "{\"text\": \"*budget hour at 80%*: 85% of \\\"$50.00\\\"\\nare used. {nothing}\"}");
  }

  @Test
  void what_fails_is_sent_again_later_and_later_and_in_order() {
    status = 503;
    Outbox outbox = new Outbox(webhook(CANARY, Optional.empty()));
    try (CapturedLog log = CapturedLog.of(Outbox.class)) {
      outbox.add(message("1"));
      outbox.send(now);
      outbox.add(message("2"));
      for (int seconds : List.of(1, 2, 4, 8)) {
        now = now.plus(Duration.ofSeconds(seconds)).minusMillis(1);
        status = 204;
        outbox.send(now); // Not due yet.
        assertThat(bodies).isEmpty();
        status = 503;
        now = now.plusMillis(1);
        outbox.send(now);
      }
      now = now.plus(Duration.ofSeconds(16));
      status = 204;
      outbox.send(now);

      assertThat(bodies.stream().map(body -> body.substring(7, 15)))
          .containsExactly("\"id\":\"1\"", "\"id\":\"2\"");
      assertThat(log.lines())
          .containsExactly(
              "WEIR-128: an alert does not arrive by webhook and is sent again for an hour: status 503",
              "WEIR-129: alerts arrive again by webhook; lost meanwhile: 0");
    }
  }

  @Test
  void what_is_not_taken_for_an_hour_is_given_up() {
    status = 500;
    Outbox outbox = new Outbox(webhook(CANARY, Optional.empty()));
    outbox.add(message("1"));
    for (Instant end = now.plus(Duration.ofHours(2)); now.isBefore(end); ) {
      outbox.send(now);
      now = now.plus(Duration.ofMinutes(5));
    }
    status = 204;
    outbox.send(now);

    assertThat(bodies).isEmpty();
  }

  @Test
  void what_waits_when_the_application_ends_is_told() {
    status = 503;
    Outbox outbox = new Outbox(webhook(CANARY, Optional.empty()));
    try (CapturedLog log = CapturedLog.of(Outbox.class)) {
      outbox.giveUp(); // Nothing waits.
      outbox.add(message("1"));
      outbox.add(message("2"));
      outbox.send(now);
      outbox.giveUp();
      outbox.send(now.plus(Duration.ofHours(1)));

      assertThat(log.lines())
          .hasSize(2)
          .last()
          .isEqualTo(
              "WEIR-150: the application ends before alerts have arrived by webhook; lost: 2");
    }
  }

  @Test
  void what_is_being_sent_when_the_application_ends_is_not_called_lost() throws Exception {
    CountDownLatch sending = new CountDownLatch(1);
    Outbox outbox = new Outbox(new Waiting(sending, ended));
    outbox.add(message("1"));
    outbox.add(message("2"));
    Thread sender = new Thread(() -> outbox.send(now));
    sender.start();
    sending.await();
    try (CapturedLog log = CapturedLog.of(Outbox.class)) {
      outbox.giveUp();
      ended.countDown();
      sender.join();

      assertThat(log.lines())
          .containsExactly(
              "WEIR-150: the application ends before alerts have arrived by waiting; lost: 1, perhaps arrived: 1");
    }
  }

  /** A channel that takes a message when it is told to. */
  private record Waiting(CountDownLatch sending, CountDownLatch ended) implements Channel {

    @Override
    public String name() {
      return "waiting";
    }

    @Override
    public void send(AlertMessage message) throws DeliveryException {
      sending.countDown();
      try {
        ended.await();
      } catch (InterruptedException e) {
        throw DeliveryException.temporary("interrupted");
      }
    }
  }

  @Test
  void what_waits_for_its_next_attempt_is_tried_once_more_at_the_end() {
    status = 503;
    Outbox outbox = new Outbox(webhook(CANARY, Optional.empty()));
    outbox.add(message("1"));
    outbox.send(now);
    outbox.add(message("2"));
    status = 204;
    outbox.send(now); // Not due yet.
    assertThat(bodies).isEmpty();

    outbox.sendOnceMore(now);
    assertThat(bodies).hasSize(2);

    status = 503;
    outbox.add(message("3"));
    outbox.sendOnceMore(now); // Ends although it fails.
    status = 404;
    outbox.add(message("4"));
    outbox.sendOnceMore(now); // Each is tried, and given up.
    assertThat(outbox.waiting()).isZero();
  }

  @Test
  void too_many_messages_push_the_oldest_out() {
    Outbox outbox = new Outbox(webhook(CANARY, Optional.empty()));
    for (int i = 0; i < Outbox.MOST + 20; i++) {
      outbox.add(message("m" + i));
    }
    outbox.send(now);

    assertThat(bodies).hasSize(Outbox.MOST);
    assertThat(bodies.get(0)).contains("\"m20\"");
  }

  @Test
  void a_redirect_is_not_followed_and_a_mistake_of_ours_is_not_repeated() {
    try (CapturedLog log = CapturedLog.of(Outbox.class)) {
      for (int code : List.of(307, 404)) {
        status = code;
        Outbox outbox = new Outbox(webhook(CANARY, Optional.empty()));
        outbox.add(message("1"));
        outbox.send(now);
        status = 204;
        outbox.send(now.plus(Duration.ofMinutes(1)));
      }
      assertThat(bodies).isEmpty();
      assertThat(log.lines())
          .containsExactly(
              "WEIR-128: an alert does not arrive by webhook and is lost: status 307: redirects are not followed",
              "WEIR-128: an alert does not arrive by webhook and is lost: status 404");
    }
  }

  @Test
  void an_answer_that_never_ends_is_not_waited_for() throws Exception {
    webhook("endless", Optional.empty()).send(message("1"));
  }

  /** The canary is part of the URL and of the key. */
  @Test
  void no_line_of_the_log_has_the_url_or_the_key() {
    Webhook webhook = webhook(CANARY, Optional.empty());
    server.stop(0);
    Outbox outbox = new Outbox(webhook);
    try (CapturedLog log = CapturedLog.of("io.weir")) {
      outbox.add(message("1"));
      outbox.send(now);

      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().toString()).contains("ConnectException").doesNotContain(CANARY);
    }
  }
}

package io.weir.status.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.Event;
import io.weir.internal.events.SecretChanged;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Settings;
import io.weir.secrets.CapturedLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the alerts of an application end, and how an administrator tries them. */
@Timeout(60)
class RunningAlertsTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private final WebhookReceiver receiver = WebhookReceiver.start();
  private final ApplicationEvents events = new ApplicationEvents(InstantSource.fixed(NOW));
  private final List<Event> heard = new CopyOnWriteArrayList<>();
  private @Nullable SharedCounting counting;

  /** One that has no answer until the test ends. */
  private HttpServer silent;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    silent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    silent.createContext(
        "/",
        exchange -> {
          asked.countDown();
          try {
            ended.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    silent.start();
  }

  @AfterEach
  void end() {
    ended.countDown();
    silent.stop(0);
    receiver.close();
    Objects.requireNonNull(counting).leave();
  }

  private RunningAlerts alerts(String url) {
    Settings settings =
        Settings.early(
            "alerts", Map.of("weir.alerts", "secret stale", "weir.alerts.webhook", "env:URL"));
    AlertPolicy policy = AlertPolicy.of(settings, "/shop");
    settings.mistakes().resolve(reference -> Secret.of(url));
    assertThat(settings.check()).isEmpty();
    SharedCounting joined = SharedCounting.join(policy.cluster().get());
    counting = joined;
    RunningAlerts alerts =
        RunningAlerts.of(
            policy,
            new ObservedApplication("/shop", events, List.of(), List.of()),
            joined,
            InstantSource.fixed(NOW));
    events.listen(alerts::accept);
    events.listen(heard::add);
    return alerts;
  }

  @Test
  void the_end_sends_what_waits() throws Exception {
    RunningAlerts alerts = alerts(receiver.url("/hook")).start();
    events.tell(new SecretChanged(NOW, "vault:app/db", SecretChanged.Change.UNREADABLE));
    alerts.look(NOW);
    alerts.outboxes().forEach(alerts::test);
    alerts.close();

    assertThat(receiver.all()).hasSize(2);
    assertThat(receiver.next()).contains("\"kind\":\"alert\"", "vault:app/db");
    assertThat(receiver.next()).contains("\"kind\":\"test\"");
  }

  @Test
  void the_end_does_not_wait_longer_than_it_says_for_a_receiver_that_is_silent() throws Exception {
    String url = "http://127.0.0.1:%s/".formatted(silent.getAddress().getPort());
    RunningAlerts alerts = alerts(url).start();
    alerts.outboxes().forEach(alerts::test);
    alerts.outboxes().forEach(alerts::test);
    asked.await();
    try (CapturedLog log = CapturedLog.of(Outbox.class)) {
      long began = System.nanoTime();
      alerts.close();

      // The time-out of the webhook is 10 s.
      assertThat(System.nanoTime() - began).isBetween(2_900_000_000L, 8_000_000_000L);
      assertThat(log.lines())
          .containsExactly(
              "WEIR-150: the application ends before alerts have arrived by webhook; lost: 1, perhaps arrived: 1");
    }
  }

  @Test
  void an_administrator_tries_alerts_by_jmx_which_is_audited() throws Exception {
    RunningAlerts alerts = alerts(receiver.url("/hook"));
    AlertsBean bean = new AlertsBean(alerts, events);

    assertThat(bean.test())
        .isEqualTo("A test is on its way by webhook; Channels tells what becomes of it.");
    assertThat(bean.getMessagesWaiting()).isEqualTo(1);
    alerts.outboxes().forEach(outbox -> outbox.send(NOW));

    assertThat(receiver.next()).contains("\"kind\":\"test\"");
    assertThat(heard)
        .containsExactly(new AdministratorActed(NOW, "jmx", "", "test", "alerts", "webhook", ""));
    assertThat(bean.getAlerts()).isEqualTo(Map.of("secret stale", "quiet"));
    assertThat(bean.getChannels())
        .isEqualTo(
            Map.of(
                "webhook",
                Map.of("last", "arrived: test, of 2026-11-27T12:00:00Z", "waiting", "0")));
  }
}

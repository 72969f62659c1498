package io.weir.status.alert;

import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.CircuitChanged;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.UsageSettled;
import io.weir.internal.events.Verdict;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Settings;
import jakarta.servlet.Filter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node with alerts, in a JVM of its own. It ends when its input does.
 *
 * <pre>
 *   question   refuse NUMBER       the rule login refuses requests
 *              circuit STATE       of the circuit openai
 *              cost DOLLARS        of a request
 *              look                looks and sends
 * </pre>
 */
final class AlertNode {

  private AlertNode() {}

  /**
   * Starts a node.
   *
   * @param args the URL of the webhook, and settings, each as {@code name=value}
   */
  public static void main(String[] args) throws IOException {
    Map<String, String> written = new TreeMap<>();
    for (String setting : List.of(args).subList(1, args.length)) {
      int equals = setting.indexOf('=');
      written.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    Settings settings = Settings.early("alerts", written);
    AlertPolicy policy = AlertPolicy.of(settings, "/shop");
    settings.mistakes().resolve(reference -> Secret.of(args[0]));
    if (!settings.check().isEmpty()) {
      throw new IllegalArgumentException(settings.check().toString());
    }
    SharedCounting counting = SharedCounting.join(policy.cluster().get());
    EventCounters limits = new EventCounters("rate-limit", List.of("login"));
    EventCounters circuits = new EventCounters("circuit-breaker", List.of("openai"));
    ApplicationEvents events = new ApplicationEvents(InstantSource.system());
    RunningAlerts alerts =
        RunningAlerts.of(
            policy,
            new ObservedApplication(
                "/shop", events, List.of(new Counters(limits), new Counters(circuits)), List.of()),
            counting,
            InstantSource.system());
    events.listen(alerts::accept);
    alerts.look(Instant.now());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("answer ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      List<String> question = List.of(line.split(" ", 2));
      switch (question.get(0)) {
        case "refuse" -> {
          for (int i = Integer.parseInt(question.get(1)); i > 0; i--) {
            limits.count("login", Verdict.REFUSED);
          }
        }
        case "circuit" ->
            events.tell(
                new CircuitChanged(events.now(), "openai", question.get(1), "", Optional.empty()));
        case "cost" -> {
          events.tell(
              new UsageSettled(
                  events.now(),
                  List.of(),
                  "1",
                  Duration.ZERO,
                  "",
                  0,
                  0,
                  0,
                  "USD",
                  Long.parseLong(question.get(1)) * 1_000_000_000,
                  false,
                  "",
                  ""));
          alerts.exchangeCosts();
        }
        default -> {
          alerts.exchangeCosts();
          alerts.look(Instant.now());
          alerts.outboxes().forEach(outbox -> outbox.send(Instant.now()));
        }
      }
      System.out.println("answer done");
    }
    Runtime.getRuntime().halt(0);
  }

  /** What filters count. */
  private record Counters(EventCounters counters) implements RunningFilter {

    @Override
    public Optional<Filter> beforeAuthentication() {
      return Optional.empty();
    }

    @Override
    public List<EventCounters.Count> counts() {
      return counters.snapshot();
    }

    @Override
    public void close() {}
  }
}

package io.weir.status.alert;

import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.Event;
import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.settings.NameSuggestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alerts of a running application.
 *
 * <pre>
 *   requests ── accept ─→ watches      look, every 5 s ─→ alerts ─→ a message ─→ an outbox a channel
 *                     └─→ daily costs                               weir-alert-webhook sends it
 * </pre>
 */
final class RunningAlerts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningAlerts.class);

  private static final String CIRCUITS = "circuit-breaker";

  private static final long LOOKS = 5;
  private static final long SENDS = 1;

  /** How long the end of the application waits for messages. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final AlertPolicy policy;
  private final String application;
  private final InstantSource clock;
  private final List<Outbox> outboxes;
  private final Optional<DailyCosts> costs;
  private final List<Alert> alerts;
  private final Optional<DailyReport> report;
  private Optional<DailyCostExchange> exchange = Optional.empty();
  private final List<ScheduledThreadPoolExecutor> threads = new ArrayList<>();

  /** One for each outbox. */
  private final List<ScheduledThreadPoolExecutor> senders = new ArrayList<>();

  private RunningAlerts(
      AlertPolicy policy,
      ObservedApplication application,
      SharedCounting counting,
      InstantSource clock) {
    this.policy = policy;
    this.application = application.contextPath();
    this.clock = clock;
    this.outboxes = policy.channels().get().stream().map(Outbox::new).toList();
    this.costs =
        policy.needsCosts()
            ? Optional.of(
                new DailyCosts(
                    counting.ledgers(), policy.scope(), policy.currency(), policy.zone()))
            : Optional.empty();
    Claims claims = new Claims(counting.service(), policy.scope());
    this.alerts =
        policy.alerts().stream()
            .map(
                rule ->
                    new Alert(
                        rule,
                        watch(rule.condition(), application, counting),
                        claims,
                        counting.state(),
                        policy.scope(),
                        policy.zone(),
                        (kind, text) -> tell(kind, rule.condition().toString(), text)))
            .toList();
    this.report =
        policy
            .report()
            .flatMap(
                time ->
                    costs.map(
                        all ->
                            new DailyReport(
                                time,
                                policy.zone(),
                                all,
                                claims,
                                text -> tell(AlertMessage.Kind.REPORT, "daily cost", text))));
  }

  /**
   * Alerts of an application, which {@link #start} starts.
   *
   * @throws IllegalStateException with a sentence if alerts name what the application does not have
   */
  static RunningAlerts of(
      AlertPolicy policy,
      ObservedApplication application,
      SharedCounting counting,
      InstantSource clock) {
    policy.alerts().forEach(alert -> check(alert.condition(), application));
    return new RunningAlerts(policy, application, counting, clock);
  }

  private static void check(AlertRule.Condition condition, ObservedApplication application) {
    List<Count> counts = counts(application);
    if (condition instanceof AlertRule.BudgetUsed budget) {
      checkName(condition, "budget", budget.budget(), named(counts, "budget"));
    } else if (condition instanceof AlertRule.CircuitOpen circuit) {
      checkName(condition, "circuit", circuit.circuit(), named(counts, CIRCUITS));
    } else if (condition instanceof AlertRule.RefusedOften refused) {
      checkName(
          condition,
          "rule or check",
          refused.rule(),
          Stream.concat(named(counts, "rate-limit").stream(), named(counts, "validation").stream())
              .toList());
    }
  }

  private static List<String> named(List<Count> counts, String filter) {
    return counts.stream()
        .filter(count -> count.filter().equals(filter) && !count.rule().isEmpty())
        .map(Count::rule)
        .distinct()
        .toList();
  }

  private static void checkName(
      AlertRule.Condition condition, String what, String name, List<String> known) {
    if (!known.contains(name)) {
      throw new IllegalStateException(
          "weir.alerts: \"%s\": no %s \"%s\"; %s.%s"
              .formatted(
                  condition,
                  what,
                  name,
                  known.isEmpty() ? "there is none" : "there are " + String.join(", ", known),
                  NameSuggestion.didYouMean(name, known)));
    }
  }

  private static List<Count> counts(ObservedApplication application) {
    return application.filters().stream().map(RunningFilter::counts).flatMap(List::stream).toList();
  }

  private static List<LineStatus> circuits(ObservedApplication application) {
    return application.filters().stream()
        .filter(filter -> !named(filter.counts(), CIRCUITS).isEmpty())
        .map(RunningFilter::lines)
        .flatMap(List::stream)
        .toList();
  }

  private Watch watch(
      AlertRule.Condition condition, ObservedApplication observed, SharedCounting counting) {
    if (condition instanceof AlertRule.BudgetUsed budget) {
      return new BudgetWatch(budget, policy.zone());
    } else if (condition instanceof AlertRule.RefusedOften refused) {
      return new RefusalWatch(refused, () -> counts(observed));
    } else if (condition instanceof AlertRule.CircuitOpen circuit) {
      return new CircuitWatch(circuit, () -> circuits(observed));
    } else if (condition instanceof AlertRule.ClusterLost) {
      return new ClusterWatch(counting::isSilent, counting::nodes);
    } else if (condition instanceof AlertRule.DailyCost cost) {
      return new CostWatch(cost, costs.orElseThrow(), policy.zone());
    }
    return new SecretWatch();
  }

  /** Watches and sends from now on, in threads of its own. */
  RunningAlerts start() {
    threads.add(every(LOOKS, "weir-alerts", () -> look(clock.instant())));
    exchange = costs.map(all -> DailyCostExchange.start(all, clock, PATIENCE));
    for (Outbox outbox : outboxes) {
      senders.add(
          every(SENDS, "weir-alert-" + outbox.channel(), () -> outbox.send(clock.instant())));
    }
    return this;
  }

  private static ScheduledThreadPoolExecutor every(long seconds, String name, Runnable task) {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, run -> DeadlineExecutor.thread(run, name));
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                LOG.debug("Alerts go on", e); // Otherwise the task would not be repeated.
              }
            },
            seconds,
            seconds,
            TimeUnit.SECONDS);
    return thread;
  }

  /** Takes an event. Never waits. */
  void accept(Event event) {
    costs.ifPresent(all -> all.accept(event));
    alerts.forEach(alert -> alert.accept(event));
  }

  /** The alerts and the channels for the status page. */
  List<LineStatus> lines() {
    return Stream.concat(
            alerts.stream().map(Alert::status),
            outboxes.stream()
                .map(
                    outbox ->
                        new LineStatus(
                            outbox.channel(), "", outbox.facts(), List.of(testing(outbox)))))
        .toList();
  }

  private LineStatus.Action testing(Outbox outbox) {
    return new LineStatus.Action(
        "test",
        "Sends a message by %s to all who get alerts of this application, which says that it is a test."
            .formatted(outbox.channel()),
        () -> test(outbox));
  }

  /** Sends a message that says that it is a test. */
  void test(Outbox outbox) {
    outbox.add(
        message(
            AlertMessage.Kind.TEST,
            "test",
            "An administrator tries whether messages of Weir arrive. Nothing has happened."));
  }

  /** The alerts on this node. */
  List<Alert> alerts() {
    return alerts;
  }

  /** Messages on their way, by channel. */
  List<Outbox> outboxes() {
    return outboxes;
  }

  /** Looks whether there is something to tell. */
  void look(Instant now) {
    for (Alert alert : alerts) {
      try {
        alert.look(now);
      } catch (RuntimeException e) {
        LOG.debug("The other alerts are looked at all the same", e);
      }
    }
    report.ifPresent(daily -> daily.look(now));
  }

  /** Exchanges costs with the other nodes, as the thread does. May wait for the cluster. */
  void exchangeCosts() {
    costs.ifPresent(all -> all.exchange(clock.instant()));
  }

  private void tell(AlertMessage.Kind kind, String alert, String text) {
    AlertMessage message = message(kind, alert, text);
    outboxes.forEach(outbox -> outbox.add(message));
  }

  private AlertMessage message(AlertMessage.Kind kind, String alert, String text) {
    return new AlertMessage(
        UUID.randomUUID().toString(), kind, clock.instant(), application, alert, text);
  }

  /** Tells what requests cost, sends what waits, for some seconds at most, and ends. */
  @Override
  public void close() {
    threads.forEach(ScheduledThreadPoolExecutor::shutdownNow);
    alerts.forEach(Alert::close);
    exchange.ifPresent(DailyCostExchange::close);
    for (int i = 0; i < senders.size(); i++) {
      Outbox outbox = outboxes.get(i);
      senders.get(i).execute(() -> outbox.sendOnceMore(clock.instant()));
      senders.get(i).shutdown(); // The task that repeats ends with it.
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean interrupted = Thread.interrupted();
    for (ScheduledThreadPoolExecutor sender : senders) {
      try {
        var unused = sender.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      sender.shutdownNow();
    }
    outboxes.forEach(Outbox::giveUp);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.weir.status.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.LocalLedgers;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.counting.store.LocalEntries;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.events.BudgetLevel;
import io.weir.internal.events.CircuitChanged;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.SecretChanged;
import io.weir.internal.events.UsageSettled;
import io.weir.internal.events.Verdict;
import io.weir.internal.secret.Secret;
import io.weir.status.alert.AlertMessage.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When alerts are told, and when they are over; on one node, with time passed in. */
class AlertsTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private Instant now = Instant.parse("2026-11-27T12:00:00Z");
  private final Pseudonyms pseudonyms = new Pseudonyms(Secret.random());
  private final Claims claims =
      new Claims(CountingService.local(new LocalEntries(() -> now), pseudonyms), "/shop");
  private final DailyCosts costs =
      new DailyCosts(
          LedgerService.local(new LocalLedgers(() -> now), pseudonyms), "/shop", "USD", BERLIN);
  private final List<String> told = new ArrayList<>();

  private Alert alert(AlertRule.Condition condition, Duration every, Watch watch) {
    return alert(condition, every, watch, SharedState.local());
  }

  private Alert alert(
      AlertRule.Condition condition, Duration every, Watch watch, SharedState state) {
    return new Alert(
        new AlertRule(condition, every),
        watch,
        claims,
        state,
        "/shop",
        BERLIN,
        (kind, text) -> told.add(kind + ": " + text));
  }

  private void after(Duration time) {
    now = now.plus(time);
  }

  // Budgets

  private final AlertRule.BudgetUsed budget = new AlertRule.BudgetUsed("hour", 80);

  private BudgetLevel level(String key, double dollars) {
    return new BudgetLevel(
        now, "hour", key, "USD", (long) (dollars * 1e9), 50_000_000_000L, Duration.ofHours(1));
  }

  @Test
  void a_budget_is_told_once_with_what_is_left_and_when_it_is_spent() {
    Alert alert = alert(budget, Duration.ofHours(1), new BudgetWatch(budget, BERLIN));

    alert.accept(level("all", 30));
    alert.look(now);
    after(Duration.ofMinutes(10));
    alert.accept(level("all", 36.5));
    alert.look(now);
    assertThat(told).isEmpty();
    after(Duration.ofMinutes(10));
    alert.accept(level("all", 42.5));
    alert.look(now);
    after(Duration.ofMinutes(5));
    alert.accept(level("all", 45));
    alert.look(now);

    // $6 in 10 minutes, $7.50 left: 12.5 minutes more.
    assertThat(told)
        .containsExactly(
            "ALERT: Budget hour: 85% of $50.00 are used, $7.50 left. At this rate it is spent by 13:32.");
  }

  @Test
  void a_budget_is_over_when_it_has_fallen_and_is_not_told_twice_within_a_window() {
    Alert alert = alert(budget, Duration.ofHours(1), new BudgetWatch(budget, BERLIN));

    alert.accept(level("all", 42));
    alert.look(now);
    alert.accept(level("all", 38)); // 76 %: it may rise again.
    alert.look(now);
    assertThat(told).hasSize(1);
    alert.accept(level("all", 34));
    alert.look(now);
    assertThat(told)
        .hasSize(2)
        .last()
        .asString()
        .isEqualTo(
            "RESOLVED: Budget hour is below 70% again. If it begins again before 14:00, it is told then at the earliest.");
    alert.accept(level("all", 42));
    alert.look(now);
    assertThat(told).hasSize(2);

    after(Duration.ofMinutes(59));
    alert.accept(level("all", 42));
    alert.look(now);
    assertThat(told).hasSize(2);
    after(Duration.ofMinutes(2));
    alert.look(now);
    assertThat(told).hasSize(3);
  }

  @Test
  void what_was_spent_long_ago_does_not_count_any_more() {
    Alert alert = alert(budget, Duration.ofHours(1), new BudgetWatch(budget, BERLIN));

    alert.accept(level("all", 42));
    alert.look(now);
    after(Duration.ofHours(1));
    alert.look(now);

    assertThat(told).hasSize(2).last().asString().startsWith("RESOLVED");
  }

  @Test
  void of_many_clients_the_highest_is_told_and_memory_is_bounded() {
    BudgetWatch watch = new BudgetWatch(budget, BERLIN);
    IntStream.range(0, 5000).forEach(i -> watch.accept(level("key" + i, 41)));

    assertThat(watch.reading(now)).isEqualTo(1000);

    watch.accept(level("key7", 49));
    assertThat(watch.text(now, 1000)).startsWith("Budget hour: 98% of $50.00");
  }

  // Rules

  @Test
  void refusals_are_counted_over_the_period_that_has_passed() {
    AlertRule.RefusedOften often = new AlertRule.RefusedOften("login", 100, Duration.ofMinutes(1));
    EventCounters counters = new EventCounters("rate-limit", List.of("login", "other"));
    Alert alert = alert(often, Duration.ofHours(1), new RefusalWatch(often, counters::snapshot));

    refuse(counters, "login", 1000); // Before the alert has looked: of an unknown time.
    alert.look(now);
    refuse(counters, "other", 1000);
    refuse(counters, "login", 60);
    after(Duration.ofSeconds(30));
    alert.look(now);
    refuse(counters, "login", 40);
    after(Duration.ofSeconds(25));
    alert.look(now);
    assertThat(told).isEmpty();
    refuse(counters, "login", 1);
    after(Duration.ofSeconds(5));
    alert.look(now);
    assertThat(told)
        .containsExactly(
            "ALERT: Rule login has refused 101 requests within 1 minute; the alert is for more than 100.");

    after(Duration.ofSeconds(30));
    alert.look(now);
    assertThat(told)
        .hasSize(2)
        .last()
        .asString()
        .startsWith("RESOLVED: Rule login refuses no more");
  }

  private static void refuse(EventCounters counters, String rule, int requests) {
    for (int i = 0; i < requests; i++) {
      counters.count(rule, Verdict.REFUSED);
      counters.count(rule, Verdict.WOULD_REFUSE);
    }
  }

  // Circuits, secrets, cluster

  @Test
  void a_circuit_is_over_when_it_is_closed() {
    AlertRule.CircuitOpen open = new AlertRule.CircuitOpen("openai");
    Alert alert = alert(open, Duration.ofHours(1), new CircuitWatch(open, List::of));

    alert.accept(new CircuitChanged(now, "other", "open", "", Optional.empty()));
    alert.look(now);
    assertThat(told).isEmpty();
    for (String state : List.of("open", "half-open", "open", "half-open", "closed")) {
      alert.accept(
          new CircuitChanged(
              now, "openai", state, state.equals("open") ? "status 503" : "", Optional.empty()));
      alert.look(now);
    }

    assertThat(told)
        .containsExactly(
            "ALERT: Circuit openai is open; the last failure: status 503.",
            "RESOLVED: Circuit openai is closed again. If it begins again before 14:00, it is told then at the earliest.");
  }

  @Test
  void a_circuit_that_was_opened_before_the_start_is_told() {
    AlertRule.CircuitOpen open = new AlertRule.CircuitOpen("openai");
    List<LineStatus> circuits =
        List.of(
            new LineStatus("other", "", Map.of("state", "closed"), List.of()),
            new LineStatus("openai", "", Map.of("state", "open"), List.of()));

    alert(open, Duration.ofHours(1), new CircuitWatch(open, () -> circuits)).look(now);

    assertThat(told).containsExactly("ALERT: Circuit openai is open.");
  }

  @Test
  void a_circuit_that_is_half_open_at_the_start_is_told_when_it_opens() {
    AlertRule.CircuitOpen open = new AlertRule.CircuitOpen("openai");
    List<LineStatus> circuits =
        List.of(new LineStatus("openai", "", Map.of("state", "half-open"), List.of()));
    Alert alert = alert(open, Duration.ofHours(1), new CircuitWatch(open, () -> circuits));

    alert.look(now);
    assertThat(told).isEmpty();
    alert.accept(new CircuitChanged(now, "openai", "open", "", Optional.empty()));
    alert.look(now);
    assertThat(told).containsExactly("ALERT: Circuit openai is open.");
  }

  @Test
  void two_applications_of_one_scope_on_a_node_tell_once_also_when_it_lasts() {
    AlertRule.CircuitOpen open = new AlertRule.CircuitOpen("openai");
    SharedState state = SharedState.local();
    List<Alert> both =
        Stream.generate(
                () -> alert(open, Duration.ofHours(1), new CircuitWatch(open, List::of), state))
            .limit(2)
            .toList();

    for (int hour = 0; hour < 5; hour++) {
      both.forEach(
          alert -> {
            alert.accept(new CircuitChanged(now, "openai", "open", "", Optional.empty()));
            alert.look(now);
          });
      after(Duration.ofHours(1).plusSeconds(1));
    }
    assertThat(told).hasSize(1);
    both.forEach(
        alert -> {
          alert.accept(new CircuitChanged(now, "openai", "closed", "", Optional.empty()));
          alert.look(now);
          alert.look(now);
        });
    both.get(0).look(now);
    assertThat(told).hasSize(2);
  }

  @Test
  void what_a_circuit_tells_before_the_first_look_is_newer_than_its_state_at_the_start() {
    AlertRule.CircuitOpen open = new AlertRule.CircuitOpen("openai");
    List<LineStatus> circuits =
        List.of(new LineStatus("openai", "", Map.of("state", "open"), List.of()));
    Alert alert = alert(open, Duration.ofHours(1), new CircuitWatch(open, () -> circuits));

    alert.accept(new CircuitChanged(now, "openai", "closed", "", Optional.empty()));
    alert.look(now);

    assertThat(told).isEmpty();
  }

  @Test
  void a_secret_that_cannot_be_read_is_told_by_its_place() {
    Alert alert = alert(new AlertRule.SecretStale(), Duration.ofHours(1), new SecretWatch());

    for (SecretChanged.Change change :
        List.of(
            SecretChanged.Change.ROTATED,
            SecretChanged.Change.UNREADABLE,
            SecretChanged.Change.TOO_OLD,
            SecretChanged.Change.READABLE)) {
      alert.accept(new SecretChanged(now, "vault:app/db", change));
      alert.look(now);
    }

    assertThat(told).hasSize(2);
    assertThat(told.get(0)).startsWith("ALERT: Secrets cannot be read: vault:app/db.");
    assertThat(told.get(1)).startsWith("RESOLVED: All secrets can be read again.");
  }

  @Test
  void a_cluster_is_lost_when_it_does_not_answer_or_nobody_is_left() {
    AtomicBoolean silent = new AtomicBoolean();
    AtomicInteger nodes = new AtomicInteger(1);
    Alert alert =
        alert(
            new AlertRule.ClusterLost(),
            Duration.ofMinutes(1),
            new ClusterWatch(silent::get, nodes::get));

    alert.look(now); // The first node that starts is alone.
    assertThat(told).isEmpty();
    nodes.set(3);
    alert.look(now);
    silent.set(true);
    alert.look(now);
    silent.set(false);
    alert.look(now);
    after(Duration.ofHours(1));
    nodes.set(1);
    alert.look(now);

    assertThat(told.stream().map(text -> text.substring(0, 5)))
        .containsExactly("ALERT", "RESOL", "ALERT");
  }

  // Costs

  private UsageSettled cost(String currency, double amount) {
    return new UsageSettled(
        now,
        List.of("hour"),
        "1",
        Duration.ZERO,
        "gpt-5",
        1000,
        500,
        0,
        currency,
        (long) (amount * 1e9),
        false,
        "",
        "");
  }

  @Test
  void costs_of_a_day_are_told_once_and_a_new_day_begins_at_midnight_of_the_zone() {
    AlertRule.DailyCost over = new AlertRule.DailyCost("USD", 10_000_000_000L);
    Alert alert = alert(over, Duration.ofHours(1), new CostWatch(over, costs, BERLIN));
    now = Instant.parse("2026-11-27T11:00:00Z"); // Noon in Berlin.

    costs.accept(cost("USD", 6));
    costs.exchange(now);
    costs.accept(cost("EUR", 100));
    alert.look(now);
    assertThat(told).isEmpty();
    costs.accept(cost("USD", 4.5));
    alert.look(now);
    costs.exchange(now);
    after(Duration.ofHours(5));
    alert.look(now);
    assertThat(told)
        .containsExactly(
            "ALERT: Requests have cost $10.50 today; the alert is for more than $10.00. At this rate it is $21.00 by midnight.");

    now = Instant.parse("2026-11-27T23:00:01Z");
    alert.look(now);
    assertThat(told).hasSize(2);
    costs.accept(cost("USD", 11));
    alert.look(now);
    assertThat(told).hasSize(3).last().asString().startsWith("ALERT: Requests have cost $11.00");
  }

  @Test
  void the_costs_of_a_day_are_reported_on_the_next() {
    DailyReport report = new DailyReport(LocalTime.of(7, 30), BERLIN, costs, claims, told::add);
    costs.accept(cost("USD", 6.25));
    costs.accept(cost("USD", 0.0001));
    costs.exchange(now);

    report.look(now);
    now = Instant.parse("2026-11-28T06:29:59Z");
    report.look(now);
    assertThat(told).isEmpty();
    now = Instant.parse("2026-11-28T06:30:04Z"); // 7:30 in Berlin.
    report.look(now);
    report.look(now);
    after(Duration.ofHours(20));
    report.look(now);

    assertThat(told)
        .containsExactly("On 2026-11-27 requests cost $6.2501: 2 requests, 3000 tokens.");
  }

  @Test
  void a_node_that_starts_after_the_time_of_the_report_leaves_it_to_the_others() {
    now = Instant.parse("2026-11-28T09:00:00Z");
    DailyReport report = new DailyReport(LocalTime.of(7, 30), BERLIN, costs, claims, told::add);

    report.look(now);
    after(Duration.ofHours(1));
    report.look(now);

    assertThat(told).isEmpty();
  }

  @Test
  void a_message_tells_what_it_is() {
    AlertMessage message =
        new AlertMessage("id", Kind.RESOLVED, now, "/shop", "cluster lost", "All \"well\".");

    assertThat(message.json())
        .isEqualTo(
            "{\"v\":1,\"id\":\"id\",\"kind\":\"resolved\",\"time\":\"2026-11-27T12:00:00Z\",\"application\":\"/shop\",\"alert\":\"cluster lost\",\"text\":\"All \\\"well\\\".\"}");
    assertThat(message.subject()).isEqualTo("Weir of /shop: over: cluster lost");
  }
}

package io.weir.status.metrics;

import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.BudgetExceeded;
import io.weir.internal.events.BudgetWarned;
import io.weir.internal.events.CircuitCallEnded;
import io.weir.internal.events.CircuitChanged;
import io.weir.internal.events.Event;
import io.weir.internal.events.KeyBlocked;
import io.weir.internal.events.LimitChecked;
import io.weir.internal.events.LimitExceeded;
import io.weir.internal.events.SecretChanged;
import io.weir.internal.events.UsageSettled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Counts what filters tell. Nothing that a client chooses becomes the value of a label. */
final class Collector implements Consumer<Event> {

  /** How the names begin of what requests cost; the currency follows. */
  static final String COST = "api_cost_total_";

  private static final String TOTAL = "_total";

  /** The label of requests without a session. */
  private static final String NO_SESSION = "none";

  private static final List<String> STATES = List.of("closed", "half-open", "open");

  private final BoundedCounter limitsExceeded = BoundedCounter.of("endpoint", "client_ip");
  private final BoundedHistogram checks = new BoundedHistogram("endpoint");
  private final BoundedCounter budgetsExceeded = BoundedCounter.of("session_id");
  private final BoundedCounter tokens = BoundedCounter.of("model", "type");
  private final BoundedCounter budgetWarnings = BoundedCounter.of("budget", "percent");
  private final BoundedCounter blocks = BoundedCounter.of("rule");
  private final BoundedCounter calls = BoundedCounter.of("circuit", "outcome");
  private final BoundedCounter transitions = BoundedCounter.of("circuit", "state");
  private final BoundedCounter secrets = BoundedCounter.of("place", "change");
  private final BoundedCounter actions = BoundedCounter.of("action", "via");
  private final Map<String, BoundedCounter> costs = new ConcurrentHashMap<>();

  @Override
  public void accept(Event event) {
    if (event instanceof LimitChecked one) {
      checks.observe(one.duration(), one.endpoint());
    } else if (event instanceof LimitExceeded one) {
      limitsExceeded.add(1, one.endpoint(), one.network());
    } else if (event instanceof BudgetExceeded one) {
      budgetsExceeded.add(1, session(one.session()));
    } else if (event instanceof UsageSettled one) {
      settled(one);
    } else if (event instanceof BudgetWarned one) {
      budgetWarnings.add(1, one.budget(), Integer.toString(one.percent()));
    } else if (event instanceof KeyBlocked one) {
      blocks.add(1, one.rule());
    } else if (event instanceof CircuitCallEnded one) {
      calls.add(1, one.circuit(), one.outcome());
    } else if (event instanceof CircuitChanged one) {
      transitions.add(1, one.circuit(), one.state());
    } else if (event instanceof SecretChanged one) {
      secrets.add(1, one.place(), word(one.change()));
    } else if (event instanceof AdministratorActed one) {
      actions.add(1, one.action(), one.via());
    }
  }

  private void settled(UsageSettled usage) {
    String model = usage.priced().isEmpty() ? BoundedLabel.OTHER : usage.priced();
    if (usage.inputTokens() > 0) {
      tokens.add(usage.inputTokens(), model, "input");
    }
    if (usage.outputTokens() > 0) {
      tokens.add(usage.outputTokens(), model, "output");
    }
    if (!usage.currency().isEmpty()) {
      costs
          .computeIfAbsent(
              usage.currency(), unknown -> new BoundedCounter(9, "model", "session_id"))
          .add(usage.nanos(), model, session(usage.session()));
    }
  }

  private static String session(String pseudonym) {
    return pseudonym.isEmpty() ? NO_SESSION : pseudonym;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The metrics of what was told.
   *
   * @param circuits the state of each circuit
   */
  List<Family> families(Map<String, String> circuits) {
    List<Family> families = new ArrayList<>();
    families.add(
        counter(
            "rate_limit_exceeded",
            "Requests refused because a limit was reached, by the first path of the rule and the network of the client.",
            limitsExceeded));
    families.add(
        new Family(
            "rate_limit_check_duration_seconds",
            Family.Type.HISTOGRAM,
            "Time that rules took to decide about a request, by the first path of the first rule.",
            checks.samples()));
    new TreeMap<>(costs)
        .forEach(
            (currency, cost) ->
                families.add(
                    new Family(
                        COST + currency.toLowerCase(Locale.ROOT),
                        Family.Type.UNTYPED,
                        "What requests cost that budgets were charged with, by model of the price table and pseudonym of the session.",
                        cost.samples(""))));
    families.add(
        counter(
            "token_usage",
            "Tokens that the application reported, by model of the price table.",
            tokens));
    families.add(
        counter(
            "budget_exceeded",
            "Requests refused because a budget was spent, by pseudonym of the session.",
            budgetsExceeded));
    families.add(
        counter(
            "weir_budget_warnings",
            "How often a budget reached a percentage at which it warns.",
            budgetWarnings));
    families.add(counter("weir_blocks", "Clients that a rule began to block.", blocks));
    families.add(state(circuits));
    families.add(
        counter(
            "weir_circuit_transitions",
            "Changes of circuits, by the state that began.",
            transitions));
    families.add(
        counter(
            "weir_circuit_calls", "Calls that a circuit let through, by their outcome.", calls));
    families.add(
        counter(
            "weir_secret_changes",
            "Changes of secrets, by the place where they are kept.",
            secrets));
    families.add(
        counter("weir_administrator_actions", "Actions of administrators on this node.", actions));
    return families;
  }

  private static Family state(Map<String, String> circuits) {
    List<Sample> samples = new ArrayList<>();
    circuits.forEach(
        (circuit, now) ->
            STATES.forEach(
                state ->
                    samples.add(
                        Sample.of(
                            "",
                            List.of(
                                new Sample.Label("circuit", circuit),
                                new Sample.Label("state", state)),
                            state.equals(now) ? 1 : 0))));
    return new Family(
        "weir_circuit_state",
        Family.Type.GAUGE,
        "1 for the present state of a circuit on this node.",
        samples);
  }

  private static Family counter(String name, String help, BoundedCounter counter) {
    return new Family(name, Family.Type.COUNTER, help, counter.samples(TOTAL));
  }
}

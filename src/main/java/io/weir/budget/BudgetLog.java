package io.weir.budget;

import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.counting.ledger.SettledHold;
import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.BudgetExceeded;
import io.weir.internal.events.BudgetLevel;
import io.weir.internal.events.BudgetWarned;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.LogSummary;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.events.Refusal;
import io.weir.internal.events.Verdict;
import io.weir.internal.settings.Mode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the decisions of the filter, and logs its budgets, a summary of refusals, and warnings.
 */
final class BudgetLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BudgetLog.class);

  /** What decides where no estimate can be made. */
  private static final String ESTIMATES = "";

  private final BudgetPolicy policy;
  private final ApplicationEvents events;
  private final EventCounters counters;
  private final LogSummary summary;
  private final LogThrottle unreadable;
  private final LogThrottle unpriced;
  private final LogThrottle missing;
  private final Map<String, LogThrottle> overdrawn;

  BudgetLog(BudgetPolicy policy, InstantSource clock, ApplicationEvents events) {
    this.policy = policy;
    this.events = events;
    this.counters =
        new EventCounters(
            BudgetProvider.NAME,
            Stream.concat(policy.budgets().stream().map(Budget::name), Stream.of(ESTIMATES))
                .toList());
    this.summary = new LogSummary(counters, BudgetLog::subject, clock);
    this.unreadable = new LogThrottle(Duration.ofHours(1), clock);
    this.unpriced = new LogThrottle(Duration.ofHours(1), clock);
    this.missing = new LogThrottle(Duration.ofHours(1), clock);
    this.overdrawn =
        policy.budgets().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Budget::name, budget -> new LogThrottle(Duration.ofMinutes(1), clock)));
  }

  private static String subject(String budget) {
    return budget.equals(ESTIMATES) ? "BudgetFilter (no estimate)" : "Budget " + budget;
  }

  /** Logs the budgets as Weir reads them, and where they are kept. */
  void tellPolicy(String place) {
    LOG.info(
        "BudgetFilter with scope {} has {} {} ({}), kept {}:{}",
        policy.scope(),
        policy.budgets().size(),
        policy.budgets().size() == 1 ? "budget" : "budgets",
        policy.mode(),
        place,
        policy.budgets().stream().map(budget -> "\n  " + budget).collect(Collectors.joining()));
    if (policy.stateDirectory().get().isEmpty()
        && policy.budgets().stream().anyMatch(Budget::outlivesRestart)) {
      LOG.warn(
          "WEIR-080: what is spent of budgets is in memory only; when all nodes stop, every budget begins anew; set weir.budget.state-dir");
    }
    policy.budgets().stream().filter(this::reservesNothing).forEach(BudgetLog::tellNoEstimates);
  }

  /** Whether nothing tells beforehand what any request of a budget costs. */
  private boolean reservesNothing(Budget budget) {
    if (budget.options().estimate().isPresent()) {
      return false;
    }
    return switch (budget.unit()) {
      case MONEY -> policy.prices().get().isEmpty() && policy.unpriced().cost() == 0;
      case SECONDS -> true;
      case TOKENS, INPUT_TOKENS, OUTPUT_TOKENS -> false;
    };
  }

  private static void tellNoEstimates(Budget budget) {
    LOG.warn(
        "WEIR-116: budget {} reserves nothing, because nothing tells beforehand what a request costs; only what the application reports in {} is charged, and requests at the same time may spend more than there is; {}",
        budget.name(),
        budget.unit() == Unit.MONEY ? "money" : budget.unit(),
        budget.unit() == Unit.MONEY
            ? "set weir.budget.prices, or write estimate in the budget"
            : "write estimate in the budget");
  }

  /** Counts the decision of each budget about a request. */
  void tell(BudgetDecision decision) {
    boolean stops = decision.stops();
    decision.results().stream()
        .collect(Collectors.groupingBy(BudgetDecision.Result::budget, Collectors.toList()))
        .forEach(
            (budget, results) -> {
              boolean admitted = results.stream().allMatch(one -> one.result().admitted());
              if (!admitted || !stops) {
                counters.count(budget.name(), admitted ? Verdict.ALLOWED : refusal(budget));
              }
              results.forEach(one -> warn(budget, one.result().warned()));
            });
    tellLevels(decision);
    summary.flush();
  }

  private void tellLevels(BudgetDecision decision) {
    if (!events.isHeard()) {
      return;
    }
    for (BudgetDecision.Result one : decision.results()) {
      Budget budget = one.budget();
      List<Long> left = one.result().left();
      if (one.request().shared()) {
        continue; // The share of one client says nothing about the budget.
      }
      long own =
          one.result().outcome() == HoldResult.Outcome.GRANTED && !decision.stops()
              ? one.request().hold().amount()
              : 0;
      for (int i = 0; i < left.size() && i < budget.allowances().size(); i++) {
        Allowance allowance = budget.allowances().get(i);
        events.tell(
            new BudgetLevel(
                events.now(),
                budget.name(),
                one.request().hold().ledger().name(),
                budget.unit() == Unit.MONEY ? budget.kind().currency() : budget.unit().toString(),
                Math.max(0, allowance.amount() - left.get(i) - own),
                allowance.amount(),
                allowance.span().length()));
      }
    }
  }

  /** Whether anybody listens to what this tells. */
  boolean isHeard() {
    return events.isHeard();
  }

  /**
   * Tells that a budget is spent.
   *
   * @param session the pseudonym of the HTTP session; empty if there is none
   */
  void tellExceeded(BudgetDecision decision, String session) {
    if (events.isHeard()) {
      decision.refusals().stream()
          .filter(refusal -> refusal.result().outcome() == HoldResult.Outcome.REFUSED)
          .findFirst()
          .ifPresent(
              refusal ->
                  events.tell(new BudgetExceeded(events.now(), refusal.budget().name(), session)));
    }
  }

  /** Tells what a request was charged with. */
  void tellSettled(Supplier<SettledUsage> settled) {
    if (events.isHeard()) {
      events.tell(settled.get().event(events.now(), policy.currency()));
    }
  }

  /** Tells that an administrator has changed what is left of a budget. */
  void tellActed(String action, Budget budget, String key, String value) {
    events.tell(
        new AdministratorActed(
            events.now(), "jmx", "", action, BudgetProvider.NAME, budget.name(), key, value));
  }

  /**
   * Tells that budgets refuse a request.
   *
   * @param status of the response
   * @return the id of the refusal, if it has one
   */
  Optional<UUID> refused(BudgetDecision decision, int status) {
    BudgetDecision.Result first = decision.refusals().get(0);
    return events.refused(
        new Refusal.Subject(
            BudgetProvider.NAME, first.budget().name(), first.request().hold().ledger().name()),
        decision.delay(),
        () -> new Refusal.Explanation(status, first.budget().toString(), ""));
  }

  /**
   * Tells that a request is refused because it has no estimate.
   *
   * @param why in words
   * @param status of the response
   * @return the id of the refusal, if it has one
   */
  Optional<UUID> refused(String why, int status) {
    return events.refused(
        new Refusal.Subject(BudgetProvider.NAME, ESTIMATES, ""),
        Optional.empty(),
        () -> new Refusal.Explanation(status, why, ""));
  }

  private static Verdict refusal(Budget budget) {
    return budget.options().shadow() ? Verdict.WOULD_REFUSE : Verdict.REFUSED;
  }

  private void warn(Budget budget, int percent) {
    if (percent > 0) {
      events.tell(new BudgetWarned(events.now(), budget.name(), percent));
      LOG.warn("WEIR-081: {}% of budget {} are spent", percent, budget.name());
    }
  }

  /** Logs what a settlement has shown. */
  void tell(Budget budget, SettledHold settled) {
    warn(budget, settled.warned());
  }

  /** Counts a request of which no estimate can be made. */
  void tellNoEstimate() {
    counters.count(
        ESTIMATES, policy.mode() == Mode.SHADOW ? Verdict.WOULD_REFUSE : Verdict.REFUSED);
    summary.flush();
  }

  /** Warns now and then of usage that cannot be read. The text may have come from a stranger. */
  void tellUnreadable(RuntimeException why) {
    if (unreadable.claim()) {
      LOG.warn(
          "WEIR-082: reported usage cannot be read, so the estimate is charged: {}",
          why.getMessage());
    }
  }

  /** Warns now and then of usage that names a model without a price. */
  void tellUnpriced(ReportedUsage usage) {
    if (unpriced.claim()) {
      LOG.warn(
          "WEIR-083: reported usage names a model without a price, so weir.budget.unpriced applies: {}.{}",
          printable(usage.model().orElse("")),
          policy.prices().get().suggestion(usage.model().orElse("")));
    }
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x21-\\x7e]", "?");
  }

  /** Counts that each of these budgets has learned something about a request. */
  void count(Verdict verdict, List<Budget> budgets) {
    budgets.forEach(budget -> counters.count(budget.name(), verdict));
    summary.flush();
  }

  /** Counts, and tells once a minute, that a budget is overspent. */
  void tellOverdraft(Budget budget, long overdraft) {
    count(Verdict.OVERDRAWN, List.of(budget));
    if (Objects.requireNonNull(overdrawn.get(budget.name())).claim()) {
      LOG.warn(
          "WEIR-115: budget {} is overspent by {}, because a request cost more than was left",
          budget.name(),
          budget.kind().of(overdraft));
    }
  }

  /** Counts, and warns now and then, that the application reports nothing. */
  void tellMissing(List<Budget> budgets) {
    count(Verdict.USAGE_MISSING, budgets);
    if (missing.claim()) {
      LOG.warn(
          "WEIR-084: a request ended without reported usage, so the estimate is charged; set the request attribute io.weir.usage");
    }
  }

  EventCounters counters() {
    return counters;
  }

  /** Writes the last summary. */
  @Override
  public void close() {
    summary.close();
  }
}

package io.weir.budget;

import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.Reservation;
import io.weir.internal.counting.ledger.SettledHold;
import io.weir.internal.events.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Settles reservations with what the application reports, at the end of a request or later. */
final class Settlements {

  private final BudgetPolicy policy;
  private final LedgerService ledgers;
  private final List<PreparedBudget> budgets;
  private final UsageCosts costs;
  private final Optional<BudgetState> state;
  private final BudgetLog log;

  Settlements(
      BudgetPolicy policy,
      LedgerService ledgers,
      List<PreparedBudget> budgets,
      Optional<BudgetState> state,
      BudgetLog log) {
    this.state = state;
    this.policy = policy;
    this.ledgers = ledgers;
    this.budgets = budgets;
    this.costs = new UsageCosts(policy.prices().get(), policy.unpriced());
    this.log = log;
  }

  /**
   * Settles a request that has ended.
   *
   * @param refused whether another filter of Weir has refused it, so that it did nothing unless the
   *     application says so
   * @param duration of the request
   */
  void end(BudgetedRequest request, boolean refused, Duration duration) {
    List<BudgetedRequest.Open> all = request.take();
    if (all.isEmpty()) {
      return;
    }
    String said;
    Optional<ReportedUsage> usage;
    try {
      said = request.usage(policy.usageFrom());
      usage =
          said == null
              ? request.answered(policy.usageFrom()).map(this::priced)
              : said.equals(ReportedUsage.LATE) ? Optional.empty() : Optional.of(read(said));
    } catch (IllegalArgumentException e) {
      log.tellUnreadable(e);
      log.count(Verdict.USAGE_MISSING, budgets(all));
      charge(all, Optional.empty(), duration, request.session());
      return;
    }
    boolean missing = said == null && usage.isEmpty();
    if (missing && refused) {
      all.forEach(this::release);
    } else if (ReportedUsage.LATE.equals(said)) {
      all.forEach(this::await);
    } else {
      if (missing) {
        log.tellMissing(budgets(all));
      }
      charge(all, usage, duration, request.session());
    }
  }

  private void charge(
      List<BudgetedRequest.Open> all,
      Optional<ReportedUsage> usage,
      Duration duration,
      String session) {
    all.forEach(open -> charge(open, usage));
    log.tellSettled(
        () ->
            SettledUsage.of(
                    usage,
                    usage.map(this::money).orElseGet(() -> estimated(all)),
                    policy.prices().get())
                .of(
                    all.get(0).reservation().number(),
                    all.stream()
                        .flatMap(open -> open.decision().requests().stream())
                        .map(request -> request.of().budget().name())
                        .distinct()
                        .toList(),
                    duration,
                    session));
  }

  /** What reported usage costs; nothing if nobody knows. */
  private OptionalLong money(ReportedUsage usage) {
    try {
      return costs.of(usage, Unit.MONEY);
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  /** What budgets of money were charged with where nothing was reported. */
  private static OptionalLong estimated(List<BudgetedRequest.Open> all) {
    long sum = 0;
    boolean known = false;
    for (BudgetedRequest.Open open : all) {
      OptionalLong most =
          open.decision().requests().stream()
              .filter(request -> request.of().budget().unit() == Unit.MONEY)
              .mapToLong(
                  request -> request.of().budget().options().free() ? 0 : request.hold().amount())
              .max();
      known |= most.isPresent();
      sum = Estimate.saturated(sum, most.orElse(0));
    }
    return known ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  /** The budgets that hold something for a request. */
  private static List<Budget> budgets(List<BudgetedRequest.Open> all) {
    return all.stream()
        .filter(open -> !open.repeated())
        .flatMap(open -> open.decision().requests().stream())
        .map(request -> request.of().budget())
        .distinct()
        .toList();
  }

  /** Gives back what was reserved for a request, or an attempt, that did nothing. */
  void release(BudgetedRequest.Open open) {
    ledgers.settle(open.reservation().number(), open.reservation().held(), account -> 0);
    open.reservation().held().forEach(this::note);
  }

  private ReportedUsage read(String usage) {
    return priced(ReportedUsage.parse(usage, policy.currency()));
  }

  /** Warns of a model without a price. */
  private ReportedUsage priced(ReportedUsage reported) {
    if (costs.isUnpriced(reported)) {
      log.tellUnpriced(reported);
    }
    return reported;
  }

  private void charge(BudgetedRequest.Open open, Optional<ReportedUsage> usage) {
    settle(
        open.reservation().number(),
        open.reservation().held(),
        account ->
            open.request(account)
                .map(request -> cost(request.of(), request.hold().amount(), open.repeated(), usage))
                .orElse(0L));
  }

  private List<SettledHold> settle(
      long number, List<Reservation.Held> held, LedgerService.Cost cost) {
    List<SettledHold> settled = ledgers.settle(number, held, cost);
    held.forEach(this::note);
    List<AccountSpec> accounts = held.stream().flatMap(one -> one.accounts().stream()).toList();
    for (int i = 0; i < settled.size() && i < accounts.size(); i++) {
      tell(accounts.get(i), settled.get(i), cost);
    }
    return settled;
  }

  private void tell(AccountSpec account, SettledHold settled, LedgerService.Cost cost) {
    PreparedBudget of = budget(account.id()).orElse(null);
    if (of == null) {
      return;
    }
    log.tell(of.budget(), settled);
    // A share that is overspent is no budget that is; and who costs nothing overspends nothing.
    if (settled.overdraft() > 0 && of.account().id() == account.id() && cost.in(account) > 0) {
      log.tellOverdraft(of.budget(), settled.overdraft());
    }
  }

  /** Has what changed in a ledger kept for the next start. */
  void note(Reservation.Held held) {
    state.ifPresent(kept -> kept.note(held.ledger(), held.accounts()));
  }

  private Optional<PreparedBudget> budget(long account) {
    return budgets.stream().filter(budget -> budget.has(account)).findFirst();
  }

  /** What is reported covers all attempts; it is charged with the first one. */
  private long cost(
      PreparedBudget budget, long estimate, boolean repeated, Optional<ReportedUsage> usage) {
    if (usage.isEmpty()) {
      return budget.budget().options().free() ? 0 : estimate;
    }
    try {
      OptionalLong cost = costs.of(usage.get(), budget.budget().unit());
      return repeated && cost.isPresent() ? 0 : cost.orElse(estimate);
    } catch (ArithmeticException e) {
      log.tellUnreadable(e);
      return estimate;
    }
  }

  /** Keeps the holds for a report that comes later; what this node holds alone is charged now. */
  private void await(BudgetedRequest.Open open) {
    List<Reservation.Held> here = new ArrayList<>();
    List<Reservation.Held> shared = new ArrayList<>();
    open.reservation().held().forEach(held -> (held.local() ? here : shared).add(held));
    long number = open.reservation().number();
    ledgers.extend(number, shared, policy.lease());
    ledgers.settle(number, here, open::estimate);
    open.reservation().held().forEach(this::note);
  }

  private boolean isKnown(ReservationId reservation) {
    return reservation.ledgers().stream()
        .flatMap(one -> one.holds().stream())
        .anyMatch(hold -> budget(hold.account()).isPresent());
  }

  /**
   * Settles a reservation by its id.
   *
   * @return whether something was settled: false if the id is unknown or was settled before
   * @throws IllegalArgumentException if the usage cannot be read
   */
  boolean report(String id, String usage) {
    ReservationId reservation = ReservationId.decode(id).orElse(null);
    if (reservation == null || !isKnown(reservation)) {
      return false; // It may be of another application, whose currency is another one.
    }
    ReportedUsage reported = read(usage);
    boolean settled = settle(reservation, reservation.number(), false, reported);
    long attempt = reservation.number() + 1;
    while (settled && settle(reservation, attempt, true, reported)) {
      attempt++;
    }
    if (settled) {
      log.tellSettled(
          () ->
              SettledUsage.of(Optional.of(reported), money(reported), policy.prices().get())
                  .of(reservation.number(), names(reservation), Duration.ZERO, ""));
    }
    return settled;
  }

  private List<String> names(ReservationId reservation) {
    return reservation.ledgers().stream()
        .flatMap(one -> one.holds().stream())
        .flatMap(hold -> budget(hold.account()).stream())
        .map(budget -> budget.budget().name())
        .distinct()
        .toList();
  }

  /** Settles the reservation of this number in the ledgers of the id. */
  private boolean settle(
      ReservationId reservation, long number, boolean repeated, ReportedUsage reported) {
    boolean settled = false;
    for (ReservationId.InLedger one : reservation.ledgers()) {
      for (ReservationId.Hold hold : one.holds()) {
        PreparedBudget budget = budget(hold.account()).orElse(null);
        if (budget != null) {
          long cost = cost(budget, hold.estimate(), repeated, Optional.of(reported));
          settled |=
              settle(
                      number,
                      List.of(
                          new Reservation.Held(
                              one.ledger(), false, List.of(budget.account(hold.account())))),
                      account -> cost)
                  .stream()
                  .anyMatch(SettledHold::settled);
        }
      }
    }
    return settled;
  }
}

package io.weir.budget;

import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.AllowanceLevel;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerService;
import io.weir.internal.counting.ledger.Reservation;
import io.weir.internal.deployment.KeyStatus;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.settings.Setting;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Shows administrators where budgets stand, and changes what is left of them. */
final class BudgetInspector {

  /** What is added in one period is at most so many times the budget: more is a slip of the pen. */
  private static final int MOST_TIMES = 10;

  private final BudgetPolicy policy;
  private final BudgetKeys keys;
  private final LedgerService ledgers;
  private final Settlements settlements;
  private final InstantSource clock;

  BudgetInspector(
      BudgetPolicy policy,
      BudgetMatcher matcher,
      LedgerService ledgers,
      Settlements settlements,
      InstantSource clock) {
    this.policy = policy;
    this.keys = new BudgetKeys(policy, matcher);
    this.ledgers = ledgers;
    this.settlements = settlements;
    this.clock = clock;
  }

  BudgetKeys keys() {
    return keys;
  }

  /** The budgets; of those that count everybody together, what is left. */
  List<LineStatus> lines() {
    return policy.budgets().stream().map(budget -> line(keys.named(budget.name()))).toList();
  }

  private LineStatus line(PreparedBudget one) {
    Budget budget = one.budget();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("mode", budget.options().shadow() ? "shadow" : Setting.word(policy.mode()));
    if (!BudgetKeys.isOfEverybody(one)) {
      facts.put("counts", "each %s apart".formatted(budget.options().key()));
      return new LineStatus(budget.name(), budget.toString(), facts, List.of());
    }
    BudgetKeys.Place place = keys.everybody(one);
    Optional<List<AllowanceLevel>> levels = ledgers.levels(place.ledger(), place.account());
    if (levels.isEmpty()) {
      facts.put("left", "not known: the cluster does not answer");
    }
    return new LineStatus(
        budget.name(),
        budget.toString(),
        facts,
        levels.map(all -> levels(place, all)).orElse(List.of()),
        List.of(
            new LineStatus.Action(
                "reset",
                "Forgets what was spent of this budget on all nodes: it may be spent once more.",
                () -> reset(place)),
            toppingUp(
                place,
                "Adds to what is left of this budget on all nodes, until its period ends; %s at most in one period.")));
  }

  private LineStatus.Action toppingUp(BudgetKeys.Place place, String words) {
    Amount most = place.one().budget().kind().of(most(place));
    return new LineStatus.Action(
        "top-up", words.formatted(most), "Amount", amount -> topUp(place, amount));
  }

  private List<LineStatus.Level> levels(BudgetKeys.Place place, List<AllowanceLevel> levels) {
    Instant now = clock.instant();
    List<LineStatus.Level> all = new ArrayList<>(levels.size());
    for (int i = 0; i < levels.size(); i++) {
      AllowanceLevel level = levels.get(i);
      Allowance allowance = place.account().allowances().get(i);
      Budget budget = place.one().budget();
      all.add(
          new LineStatus.Level(
              budget.print(allowance),
              Estimate.saturated(level.spent(), level.held()),
              Estimate.saturated(allowance.amount(), level.added()),
              words(budget, allowance, level),
              allowance.span().length(),
              level.reset().map(now::plus).map(time -> time.truncatedTo(ChronoUnit.SECONDS))));
    }
    return all;
  }

  private static String words(Budget budget, Allowance allowance, AllowanceLevel level) {
    Amount kind = budget.kind();
    StringBuilder words = new StringBuilder();
    words.append(kind.of(level.spent())).append(" spent");
    if (level.held() > 0) {
      words.append(", ").append(kind.of(level.held())).append(" reserved");
    }
    if (level.added() > 0) {
      words.append(", ").append(kind.of(level.added())).append(" added");
    }
    long left = level.left(allowance.amount());
    return (left < 0
            ? words.append(", ").append(kind.of(-left)).append(" overspent")
            : words.append(", ").append(kind.of(left)).append(" left"))
        .toString();
  }

  /** What clients that a text may name have left, where something was spent or added. */
  List<KeyStatus> look(String text) {
    List<KeyStatus> found = new ArrayList<>();
    for (Budget budget : policy.budgets()) {
      for (BudgetKeys.Place place : keys.clients(keys.named(budget.name()), text)) {
        ledgers
            .levels(place.ledger(), place.account())
            .filter(BudgetInspector::isTouched)
            .ifPresent(levels -> found.add(status(place, levels)));
      }
    }
    return found;
  }

  private static boolean isTouched(List<AllowanceLevel> levels) {
    return levels.stream().anyMatch(level -> level.spent() + level.held() + level.added() != 0);
  }

  private KeyStatus status(BudgetKeys.Place place, List<AllowanceLevel> levels) {
    return new KeyStatus(
        place.one().budget().name(),
        place.ledger().name(),
        levels(place, levels).stream()
            .map(level -> "%s: %s".formatted(level.name(), level.words()))
            .toList(),
        actions(place));
  }

  /**
   * What can be done for a client.
   *
   * @param pseudonym of the client
   * @return nothing if there is no such budget, or it counts everybody together
   */
  List<LineStatus.Action> actions(String budget, String pseudonym) {
    return policy.budgets().stream()
        .filter(known -> known.name().equals(budget) && Pseudonyms.isOne(pseudonym))
        .map(known -> keys.named(known.name()))
        .filter(one -> !BudgetKeys.isOfEverybody(one) || one.share().isPresent())
        .flatMap(one -> actions(keys.client(one, pseudonym)).stream())
        .toList();
  }

  private List<LineStatus.Action> actions(BudgetKeys.Place place) {
    return List.of(
        new LineStatus.Action(
            "reset",
            "Forgets what this client spent of %s on all nodes."
                .formatted(place.one().budget().name()),
            () -> reset(place)),
        toppingUp(
            place,
            "Adds to what this client has left on all nodes, until its period ends; %s at most in one period."));
  }

  /** Forgets what was spent; false if that was nothing. */
  boolean reset(BudgetKeys.Place place) {
    boolean reset = ledgers.ledgers().reset(place.ledger(), place.account());
    note(place);
    return reset;
  }

  /** Whether anything is spent, held or added; also if the cluster does not answer. */
  boolean isTouched(BudgetKeys.Place place) {
    return ledgers
        .levels(place.ledger(), place.account())
        .filter(levels -> !isTouched(levels))
        .isEmpty();
  }

  /**
   * Adds to what is left in the present period.
   *
   * @param text an amount in the unit of the budget
   * @throws IllegalArgumentException with a sentence if the amount cannot be added
   */
  void topUp(BudgetKeys.Place place, String text) {
    Budget budget = place.one().budget();
    Amount amount = budget.kind().like(text);
    long most = most(place);
    if (amount.value() < 1
        || !ledgers
            .ledgers()
            .topUp(place.ledger(), new HoldSettlement(place.account(), amount.value()), most)) {
      throw new IllegalArgumentException(
          "%s cannot be added to %s: more than nothing is allowed, and in one period %s at most."
              .formatted(amount, budget.name(), budget.kind().of(most)));
    }
    note(place);
  }

  private static long most(BudgetKeys.Place place) {
    long largest =
        place.account().allowances().stream().mapToLong(Allowance::amount).max().orElseThrow();
    return largest > Long.MAX_VALUE / MOST_TIMES / 2 ? Long.MAX_VALUE / 2 : largest * MOST_TIMES;
  }

  private void note(BudgetKeys.Place place) {
    settlements.note(new Reservation.Held(place.ledger(), false, List.of(place.account())));
  }
}

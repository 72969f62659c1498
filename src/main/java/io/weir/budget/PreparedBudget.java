package io.weir.budget;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.LedgerRetention;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A budget with what is computed once.
 *
 * @param account of each key
 * @param share the account of each client that shares the budget
 * @param kept how long ledgers of this key are kept
 */
record PreparedBudget(
    Budget budget,
    AccountSpec account,
    Optional<AccountSpec> share,
    LedgerRetention kept,
    WhenClusterFails whenClusterFails) {

  static List<PreparedBudget> all(BudgetPolicy policy) {
    Map<String, LedgerRetention> kept = new HashMap<>();
    for (Budget budget : policy.budgets()) {
      kept.merge(
          budget.options().key().toString(),
          kept(budget),
          (one, other) -> one.compareTo(other) > 0 ? one : other);
    }
    return policy.budgets().stream()
        .map(
            budget ->
                of(
                    budget,
                    kept.getOrDefault(budget.options().key().toString(), LedgerRetention.EVER),
                    policy.zone(),
                    policy.whenClusterFails()))
        .toList();
  }

  private static LedgerRetention kept(Budget budget) {
    return budget.allowances().stream()
        .map(allowance -> LedgerRetention.of(allowance.span()))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  static PreparedBudget of(
      Budget budget, LedgerRetention kept, ZoneId zone, WhenClusterFails whenClusterFails) {
    AccountSpec account =
        new AccountSpec(
            id(budget.identity()), budget.allowances(), zone, budget.options().warnAt());
    return new PreparedBudget(
        budget,
        account,
        budget.options().share().map(share -> share(budget, share, zone)),
        kept,
        budget.options().whenClusterFails().orElse(whenClusterFails));
  }

  private static AccountSpec share(Budget budget, BudgetOptions.Share share, ZoneId zone) {
    return new AccountSpec(
        id(budget.identity() + " each " + share.each()),
        budget.allowances().stream()
            .map(allowance -> new Allowance(allowance.percent(share.percent()), allowance.span()))
            .toList(),
        zone,
        List.of());
  }

  private static long id(String identity) {
    return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8))
        .getMostSignificantBits();
  }

  /** The same that counts and reports, but never refuses. */
  PreparedBudget inShadow() {
    return new PreparedBudget(budget.inShadow(), account, share, kept, whenClusterFails);
  }

  /** The ids of its accounts. */
  Stream<Long> accounts() {
    return Stream.concat(Stream.of(account.id()), share.map(AccountSpec::id).stream());
  }

  /** Whether an account belongs to this budget. */
  boolean has(long id) {
    return account.id() == id || share.filter(of -> of.id() == id).isPresent();
  }

  /** The account with this id, of the two. */
  AccountSpec account(long id) {
    return share.filter(of -> of.id() == id).orElse(account);
  }
}

package io.weir.budget;

import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.KeyPart;
import java.util.List;
import java.util.stream.Stream;

/** Finds the ledgers of what an administrator names. */
record BudgetKeys(BudgetPolicy policy, BudgetMatcher matcher) {

  private static final String EVERYBODY = "global";
  private static final String ADDRESS = "ip";

  /** What a budget counts in one ledger. */
  record Place(PreparedBudget one, AccountSpec account, LedgerKey ledger) {

    /** The same budget with one that stands for its key, or for a client that shares it. */
    private static Place of(PreparedBudget one, LedgerKey ledger) {
      return new Place(
          one, isOfEverybody(one) ? one.share().orElse(one.account()) : one.account(), ledger);
    }
  }

  static boolean isOfEverybody(PreparedBudget one) {
    return one.budget().options().key().toString().equals(EVERYBODY);
  }

  /**
   * The budget of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  PreparedBudget named(String budget) {
    return matcher.budgets().stream()
        .filter(known -> known.budget().name().equals(budget))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no budget \"%s\"; there are %s"
                        .formatted(budget, policy.budgets().stream().map(Budget::name).toList())));
  }

  /** The ledger of a budget that counts everybody together. */
  Place everybody(PreparedBudget one) {
    return new Place(
        one,
        one.account(),
        matcher.ledger(one, values(one, one.budget().options().key(), "").get(0)));
  }

  /** What an administrator may have entered, as clients are counted by it; no keys of two parts. */
  List<Place> clients(PreparedBudget one, String text) {
    Key by = one.budget().options().key();
    Key client =
        isOfEverybody(one)
            ? one.budget().options().share().map(BudgetOptions.Share::each).orElse(by)
            : by;
    return client.parts().size() > 1 || client.toString().equals(EVERYBODY)
        ? List.of()
        : values(one, client, text).stream()
            .map(values -> Place.of(one, matcher.ledger(one, values)))
            .toList();
  }

  /** The place of a client by its pseudonym. */
  Place client(PreparedBudget one, String pseudonym) {
    List<KeyPart> parts = one.budget().options().key().parts();
    return Place.of(one, new LedgerKey(pseudonym, one.kept(), BudgetMatcher.isOwn(parts)));
  }

  /**
   * The values by which a budget counts what a text names.
   *
   * @throws IllegalArgumentException if it names nothing
   */
  List<List<KeyPart.Value>> keys(PreparedBudget one, String key) {
    Key by = one.budget().options().key();
    if (!isOfEverybody(one) && key.isBlank()) {
      throw new IllegalArgumentException(
          "the budget \"%s\" counts by %s: name the one to reset"
              .formatted(one.budget().name(), by));
    }
    return values(one, by, key);
  }

  /** What a text names, as requests are counted; an address, too, which replaces what they lack. */
  List<List<KeyPart.Value>> values(PreparedBudget one, Key by, String text) {
    if (by.parts().size() > 1) {
      throw new IllegalArgumentException(
          "the budget \"%s\" counts by %s: a key of several parts cannot be reset; the budget begins anew if you give it another name"
              .formatted(one.budget().name(), by));
    }
    return Stream.concat(
            Stream.of(by.parts().get(0).named(text)),
            policy.trustedProxies().client(text).stream()
                .map(address -> new KeyPart.Value(ADDRESS, address.key())))
        .distinct()
        .map(List::of)
        .toList();
  }
}

package io.weir.internal.counting.ledger;

import io.weir.internal.counting.WhenClusterFails;

/**
 * A request to reserve an amount of one account.
 *
 * @param ledger the ledger that has the account
 * @param account the properties of the account
 * @param amount the estimate, at least 0; with 0, the account refuses only while it is spent
 * @param free whether a hold that nobody settles costs nothing, instead of its amount
 * @param stopsOthers whether a refusal also stops the other requests of the same list; a budget
 *     that only observes stops none
 * @param whenClusterFails what applies while the cluster does not answer
 */
public record HoldRequest(
    LedgerKey ledger,
    AccountSpec account,
    long amount,
    boolean free,
    boolean stopsOthers,
    WhenClusterFails whenClusterFails) {

  HoldRequest of(AccountSpec other) {
    return new HoldRequest(ledger, other, amount, free, stopsOthers, whenClusterFails);
  }
}

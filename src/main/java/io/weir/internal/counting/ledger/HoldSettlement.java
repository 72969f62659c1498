package io.weir.internal.counting.ledger;

/**
 * What a reserved request cost in the end.
 *
 * @param account the account that holds it
 * @param amount what it cost, at least 0, also more than was reserved
 */
public record HoldSettlement(AccountSpec account, long amount) {}

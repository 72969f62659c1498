package io.weir.internal.counting.ledger;

/**
 * What became of a {@link HoldSettlement}.
 *
 * @param settled whether the hold was open; false if it was settled before, or its lease is over
 * @param warned the percentage that spending has reached since the last warning; 0 if none
 * @param overdraft by how much the account is overspent now, at least 0
 */
public record SettledHold(boolean settled, int warned, long overdraft) {

  static final SettledHold UNKNOWN = new SettledHold(false, 0, 0);
}

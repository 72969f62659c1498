package io.weir.internal.counting.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of a {@link HoldSettlement}.
 *
 * @param settled whether the hold was open; false if it was settled before, or its lease is over
 * @param warned the percentage that spending has reached since the last warning; 0 if none
 * @param overdraft by how much the account is overspent now, at least 0
 */
public record SettledHold(boolean settled, int warned, long overdraft) {

  static final SettledHold UNKNOWN = new SettledHold(false, 0, 0);

  /** Of two ledgers that may have had the holds, the results of the one that had them. */
  public static List<SettledHold> ofEither(List<SettledHold> one, List<SettledHold> other) {
    List<SettledHold> results = new ArrayList<>(one.size());
    for (int i = 0; i < one.size(); i++) {
      results.add(one.get(i).settled() ? one.get(i) : other.get(i));
    }
    return results;
  }
}

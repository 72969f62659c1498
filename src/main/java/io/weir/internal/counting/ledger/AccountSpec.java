package io.weir.internal.counting.ledger;

import java.time.ZoneId;
import java.util.List;

/**
 * The properties of an account: what one budget allows for one key.
 *
 * @param id which account of the ledger: a hash of the budget
 * @param allowances at least one, of different spans; a request must fit into all of them
 * @param zone the time zone of aligned spans
 * @param warnAt percentages at which to warn, ascending, 1 to 100
 */
public record AccountSpec(long id, List<Allowance> allowances, ZoneId zone, List<Integer> warnAt) {

  public AccountSpec {
    allowances = List.copyOf(allowances);
    warnAt = List.copyOf(warnAt);
  }

  /** The same account with other allowances. */
  AccountSpec with(List<Allowance> others) {
    return new AccountSpec(id, others, zone, warnAt);
  }
}

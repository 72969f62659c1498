package io.weir.internal.counting.ledger;

import java.util.List;

/**
 * What was reserved for one request.
 *
 * @param number of the reservation, which no client can guess
 * @param results one for each request, in their order
 * @param held where amounts are held; none if the request is refused
 */
public record Reservation(long number, List<HoldResult> results, List<Held> held) {

  public Reservation {
    results = List.copyOf(results);
    held = List.copyOf(held);
  }

  /**
   * The holds of a reservation in one ledger.
   *
   * @param local whether the ledger is that of this node, because the cluster did not answer
   * @param accounts which hold something
   */
  public record Held(LedgerKey ledger, boolean local, List<AccountSpec> accounts) {

    public Held {
      accounts = List.copyOf(accounts);
    }
  }
}

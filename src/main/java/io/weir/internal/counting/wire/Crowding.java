package io.weir.internal.counting.wire;

import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.store.Entry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a table has room for a new entry or ledger on this node. A full table makes room by
 * forgetting the lightest of some entries, of which not too much must be lost: half of the tokens
 * of an entry, a tenth of the budgets of a ledger. If all that were looked at are heavier, the
 * table is closed for a pause, in which new clients share overflow entries: no flood of strangers
 * makes Weir forget a client that is being refused. The first new entry after a pause shows whether
 * that has changed, and costs one of the others at most.
 */
final class Crowding {

  /** The first pause. Each one after which nothing has changed is followed by a longer one. */
  private static final long SHORTEST = Duration.ofSeconds(1).toNanos();

  private static final long LONGEST = Duration.ofSeconds(16).toNanos();

  /** The place in the list is the number that is written; those of ledgers follow. */
  private static final List<RetentionClass> TABLES =
      List.of(
          RetentionClass.MINUTE,
          RetentionClass.HOUR,
          RetentionClass.DAY,
          RetentionClass.MONTH,
          RetentionClass.YEAR);

  private static final List<Crowding> ALL =
      Stream.concat(
              TABLES.stream().map(table -> new Crowding(Entry.MOST_LOST)),
              Arrays.stream(LedgerRetention.values()).map(table -> new Crowding(Ledger.MOST_LOST)))
          .toList();

  /** The greatest weight of what may be forgotten. */
  private final double mostLost;

  private long opens = System.nanoTime();
  private long pause = SHORTEST;

  private Crowding(double mostLost) {
    this.mostLost = mostLost;
  }

  /** The number of a table of entries. */
  static int number(RetentionClass table) {
    return TABLES.indexOf(table);
  }

  /** The number of a table of ledgers. */
  static int number(LedgerRetention table) {
    return TABLES.size() + table.number();
  }

  /** That of the table with this number. */
  static Crowding of(int number) {
    return ALL.get(number);
  }

  /**
   * Notes what was found when the table, which is full, looked for an entry to forget. It is called
   * for each entry that is looked at.
   *
   * @param weight the least that would be lost
   */
  synchronized void found(double weight) {
    long now = System.nanoTime();
    if (weight <= mostLost) {
      opens = now;
      pause = SHORTEST;
    } else if (now - opens >= 0) {
      opens = now + pause;
      pause = Math.min(2 * pause, LONGEST);
    }
  }

  /** Whether there is room for a new entry. */
  synchronized boolean hasRoom() {
    return System.nanoTime() - opens >= 0;
  }
}

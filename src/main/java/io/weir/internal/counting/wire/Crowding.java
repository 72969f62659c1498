package io.weir.internal.counting.wire;

import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.store.Entry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether a table has room for a new entry on this node. A full table makes room by forgetting an
 * entry, which must not lack more than half of its tokens. If all that could be forgotten do, new
 * clients share overflow entries: no flood of strangers makes Weir forget a client that is being
 * refused.
 */
final class Crowding {

  /** So long nothing is forgotten after only entries were found that must not be. */
  private static final long CROWDED = Duration.ofSeconds(2).toNanos();

  /** Meanwhile one new entry in this time shows whether that has changed. */
  private static final long TRIAL = Duration.ofSeconds(1).toNanos();

  /** The place in the list is the number that is written. */
  private static final List<RetentionClass> TABLES =
      List.of(
          RetentionClass.MINUTE,
          RetentionClass.HOUR,
          RetentionClass.DAY,
          RetentionClass.MONTH,
          RetentionClass.YEAR);

  private static final List<Crowding> ALL = TABLES.stream().map(table -> new Crowding()).toList();

  private final AtomicLong trial = new AtomicLong(System.nanoTime());
  private volatile long foundLight = System.nanoTime() - TRIAL;
  private volatile long foundHeavy = System.nanoTime() - CROWDED;

  /** The number of a table. */
  static int number(RetentionClass table) {
    return TABLES.indexOf(table);
  }

  /** That of the table with this number. */
  static Crowding of(int number) {
    return ALL.get(number);
  }

  /**
   * Notes what was found when the table, which is full, looked for an entry to forget.
   *
   * @param weight the least that would be lost
   */
  void found(double weight) {
    if (weight > Entry.MOST_LOST) {
      foundHeavy = System.nanoTime();
    } else {
      foundLight = System.nanoTime();
    }
  }

  /** Whether there is room for a new entry. */
  boolean hasRoom() {
    long now = System.nanoTime();
    if (now - foundHeavy > CROWDED || now - foundLight < TRIAL) {
      return true;
    }
    long last = trial.get();
    return now - last > TRIAL && trial.compareAndSet(last, now);
  }
}

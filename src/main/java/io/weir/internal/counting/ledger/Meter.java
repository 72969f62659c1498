package io.weir.internal.counting.ledger;

import io.weir.internal.counting.store.AlignedWindow;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.UnixNanos;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What was spent in one span, and what an administrator has added to it, in cells of time:
 *
 * <pre>
 *   ROLLING   number of the cell → spent in it      up to 62 cells
 *   ALIGNED   end of the period  → spent in it         MIDNIGHT, too
 *   AFTER     first spending     → spent since
 *   IDLE      last spending      → spent in all
 * </pre>
 *
 * What was added counts as long as what was spent in the same cell. Times are nanoseconds of Unix
 * time. A cell that seems to be in the future counts: the clock of another node may be fast.
 */
final class Meter {

  private final Span span;
  private final ZoneId zone;

  /** What may be spent; 0 if that is not known. */
  private long amount;

  private final TreeMap<Long, Cell> cells = new TreeMap<>();

  /**
   * What counts until the same time.
   *
   * @param added by an administrator to what may be spent
   */
  private record Cell(long spent, long added) {

    private Cell plus(Cell other) {
      return new Cell(saturated(spent, other.spent), saturated(added, other.added));
    }

    private Cell most(Cell other) {
      return new Cell(Math.max(spent, other.spent), Math.max(added, other.added));
    }
  }

  Meter(Span span, ZoneId zone) {
    this.span = span;
    this.zone = zone;
  }

  Span span() {
    return span;
  }

  /** Notes what may be spent. */
  void allow(long allowed) {
    amount = allowed;
  }

  /**
   * How much of what may be spent is spent, up to 1: what cannot be told, and what never lapses by
   * time, is not to be forgotten.
   */
  double weight(long now) {
    return span.kind() == Span.Kind.IDLE && !isEmpty(now) ? 1 : share(now);
  }

  /** How much of what may be spent is spent, up to 1; 1 if that cannot be told. */
  double share(long now) {
    if (isEmpty(now)) {
      return 0;
    }
    return amount == 0 ? 1 : Math.min(1, spent(now) / (double) amount);
  }

  private long length() {
    return span.length().toNanos();
  }

  private long cell() {
    return length() / Span.CELLS;
  }

  /** What counts as spent at this time. */
  long spent(long now) {
    forget(now);
    return cells.values().stream().map(Cell::spent).reduce(0L, Meter::saturated);
  }

  /** What an administrator has added to what may be spent at this time. */
  long added(long now) {
    forget(now);
    return cells.values().stream().map(Cell::added).reduce(0L, Meter::saturated);
  }

  /** Adds what was spent at this time. */
  void add(long amount, long now) {
    if (amount > 0) {
      add(new Cell(amount, 0), now);
    }
  }

  /** Adds to what may be spent, until what is spent now counts no more. */
  void topUp(long amount, long now) {
    add(new Cell(0, amount), now);
  }

  private void add(Cell more, long now) {
    forget(now);
    switch (span.kind()) {
      case ROLLING -> cells.merge(Math.floorDiv(now, cell()), more, Cell::plus);
      case ALIGNED, MIDNIGHT -> cells.merge(end(now), more, Cell::plus);
      case AFTER -> cells.merge(cells.isEmpty() ? now : cells.firstKey(), more, Cell::plus);
      case IDLE -> {
        Map.Entry<Long, Cell> before = cells.pollFirstEntry();
        cells.put(
            before == null ? now : Math.max(now, before.getKey()),
            before == null ? more : before.getValue().plus(more));
      }
    }
  }

  /** Notes that an amount was reserved, which keeps what is not idle. */
  void touch(long now) {
    if (span.kind() == Span.Kind.IDLE && !cells.isEmpty() && cells.firstKey() < now) {
      cells.put(now, cells.pollFirstEntry().getValue());
    }
  }

  private long end(long now) {
    long end = UnixNanos.of(AlignedWindow.end(span.length(), zone, UnixNanos.instant(now)));
    return cells.isEmpty() ? end : Math.max(end, cells.lastKey());
  }

  /** Removes what no longer counts. */
  private void forget(long now) {
    cells.keySet().removeIf(cell -> isOver(cell, now));
  }

  private boolean isOver(long cell, long now) {
    return switch (span.kind()) {
      case ROLLING -> cell < Math.floorDiv(now - length(), cell());
      case ALIGNED, MIDNIGHT -> cell <= now;
      case AFTER -> cell <= now - length();
      case IDLE -> !span.isForEver() && cell < now - length();
    };
  }

  /**
   * The time until at least this much of what was spent no longer counts, beyond what was added and
   * does not count any more either; nothing if that does not happen by itself.
   *
   * @param excess more than 0
   */
  OptionalLong untilLess(long excess, long now) {
    forget(now);
    long freed = 0;
    for (Map.Entry<Long, Cell> cell : cells.entrySet()) {
      long net = cell.getValue().spent() - cell.getValue().added();
      freed = freed > 0 && net > 0 ? saturated(freed, net) : freed + net;
      if (freed >= excess) {
        return untilOver(cell.getKey(), now);
      }
    }
    return OptionalLong.empty();
  }

  /** The time until all that was spent no longer counts; nothing if that is not known. */
  OptionalLong untilEmpty(long now) {
    forget(now);
    return cells.isEmpty() ? OptionalLong.empty() : untilOver(cells.lastKey(), now);
  }

  private OptionalLong untilOver(long cell, long now) {
    return switch (span.kind()) {
      case ROLLING -> OptionalLong.of((cell + 1) * cell() + length() - now);
      case ALIGNED, MIDNIGHT -> OptionalLong.of(cell - now);
      case AFTER -> OptionalLong.of(cell + length() - now);
      case IDLE -> OptionalLong.empty();
    };
  }

  boolean isEmpty(long now) {
    forget(now);
    return cells.isEmpty();
  }

  /** Takes what is more in another copy of the same meter. */
  void merge(Meter other, long now) {
    other.forget(now);
    forget(now);
    amount = Math.max(amount, other.amount);
    if (span.kind() != Span.Kind.AFTER && span.kind() != Span.Kind.IDLE) {
      other.cells.forEach((cell, more) -> cells.merge(cell, more, Cell::most));
    } else if (!other.cells.isEmpty()) {
      Cell more = other.cells.firstEntry().getValue();
      long at = other.cells.firstKey();
      Map.Entry<Long, Cell> own = cells.pollFirstEntry();
      cells.put(
          own == null ? at : Math.max(at, own.getKey()),
          own == null ? more : own.getValue().most(more));
    }
  }

  /** The sum, or the largest number if that is smaller: what overflows is spent for ever. */
  static long saturated(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  void write(ByteWriter out) {
    out.octet(span.kind().number()).count(span.length().toSeconds()).count(amount);
    out.count(cells.size());
    cells.forEach((cell, one) -> out.signed(cell).count(one.spent()).count(one.added()));
  }

  /**
   * Reads what {@link #write} writes.
   *
   * @param added whether the cells tell what was added
   */
  static Meter read(ByteReader in, ZoneId zone, boolean added) {
    Span.Kind kind = Span.Kind.of(in.octet());
    Meter meter = new Meter(new Span(kind, Duration.ofSeconds(in.count())), zone);
    meter.amount = in.count();
    for (long rest = in.count(); rest > 0; rest--) {
      meter.cells.put(in.signed(), new Cell(in.count(), added ? in.count() : 0));
    }
    return meter;
  }
}

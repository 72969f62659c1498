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
 * What was spent in one span, in cells of time:
 *
 * <pre>
 *   ROLLING   number of the cell → spent in it      up to 62 cells
 *   ALIGNED   end of the period  → spent in it         MIDNIGHT, too
 *   AFTER     first spending     → spent since
 *   IDLE      last spending      → spent in all
 * </pre>
 *
 * Times are nanoseconds of Unix time. A cell that seems to be in the future counts: the clock of
 * another node may be fast.
 */
final class Meter {

  private final Span span;
  private final ZoneId zone;

  /** What may be spent; 0 if that is not known. */
  private long amount;

  private final TreeMap<Long, Long> cells = new TreeMap<>();

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
    return cells.values().stream().reduce(0L, Meter::saturated);
  }

  /** Adds what was spent at this time. */
  void add(long amount, long now) {
    forget(now);
    if (amount == 0) {
      return;
    }
    switch (span.kind()) {
      case ROLLING -> cells.merge(Math.floorDiv(now, cell()), amount, Meter::saturated);
      case ALIGNED, MIDNIGHT -> cells.merge(end(now), amount, Meter::saturated);
      case AFTER -> cells.merge(cells.isEmpty() ? now : cells.firstKey(), amount, Meter::saturated);
      case IDLE -> {
        Map.Entry<Long, Long> before = cells.pollFirstEntry();
        long spent = before == null ? 0 : before.getValue();
        cells.put(before == null ? now : Math.max(now, before.getKey()), saturated(spent, amount));
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
   * The time until at least this much of what was spent no longer counts; nothing if that does not
   * happen by itself.
   *
   * @param excess more than 0, at most what is spent
   */
  OptionalLong untilLess(long excess, long now) {
    forget(now);
    long freed = 0;
    for (Map.Entry<Long, Long> cell : cells.entrySet()) {
      freed = saturated(freed, cell.getValue());
      if (freed >= excess) {
        return switch (span.kind()) {
          case ROLLING -> OptionalLong.of((cell.getKey() + 1) * cell() + length() - now);
          case ALIGNED, MIDNIGHT -> OptionalLong.of(cell.getKey() - now);
          case AFTER -> OptionalLong.of(cell.getKey() + length() - now);
          case IDLE -> OptionalLong.empty();
        };
      }
    }
    return OptionalLong.empty();
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
      other.cells.forEach((cell, spent) -> cells.merge(cell, spent, Math::max));
    } else if (!other.cells.isEmpty()) {
      long spent = other.cells.firstEntry().getValue();
      long at = other.cells.firstKey();
      Map.Entry<Long, Long> own = cells.pollFirstEntry();
      cells.put(
          own == null ? at : Math.max(at, own.getKey()),
          own == null ? spent : Math.max(spent, own.getValue()));
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
    cells.forEach((cell, spent) -> out.signed(cell).count(spent));
  }

  static Meter read(ByteReader in, ZoneId zone) {
    Span.Kind kind = Span.Kind.of(in.octet());
    Meter meter = new Meter(new Span(kind, Duration.ofSeconds(in.count())), zone);
    meter.amount = in.count();
    for (long rest = in.count(); rest > 0; rest--) {
      meter.cells.put(in.signed(), in.count());
    }
    return meter;
  }
}

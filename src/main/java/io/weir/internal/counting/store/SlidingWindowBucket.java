package io.weir.internal.counting.store;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.Consumption.Level;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.util.List;

/** A bucket in which each token comes back exactly one period after it was taken. */
final class SlidingWindowBucket extends EntryBucket {

  private final List<Limit> limits;
  private SlidingWindowLog log;

  SlidingWindowBucket(long id, List<Limit> limits) {
    this(id, limits, SlidingWindowLog.empty());
  }

  SlidingWindowBucket(long id, List<Limit> limits, SlidingWindowLog log) {
    super(id, Refill.STRICT);
    this.limits = limits;
    this.log = log;
  }

  @Override
  List<Limit> limits() {
    return limits;
  }

  /** The log does not change as time passes. */
  @Override
  void refill(long now) {}

  @Override
  boolean has(long tokens, long now) {
    for (Limit limit : limits()) {
      if (log.delay(tokens, limit, now) > 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  void take(long tokens, long now) {
    log = log.and(tokens, now, longest());
  }

  /** Older times than the last ones of the largest limit have no effect. */
  @Override
  void charge(long tokens, long now) {
    log = log.and(Math.min(tokens, most()), now, longest()).newest(most());
  }

  @Override
  boolean refund(long tokens, Consumption consumption, long now) {
    SlidingWindowLog left = log.without(tokens, UnixNanos.of(consumption.taken()));
    boolean returned = left != log;
    log = left;
    return returned;
  }

  @Override
  LimitState state(int i, long tokens, boolean granted, long now) {
    Limit limit = limits().get(i);
    long period = limit.period().toNanos();
    return new LimitState(
        limit.tokens(),
        Math.max(0, limit.tokens() - log.since(now - period)),
        Duration.ofNanos(log.delay(granted ? 0 : tokens, limit, now)),
        Duration.ofNanos(log.untilFull(period, now)));
  }

  @Override
  long takenAt(long now) {
    return log.last(now);
  }

  @Override
  List<Level> levels() {
    return List.of();
  }

  @Override
  double consumed(long now) {
    double most = 0;
    for (Limit limit : limits()) {
      most = Math.max(most, (double) log.since(now - limit.period().toNanos()) / limit.tokens());
    }
    return most;
  }

  @Override
  long fullAt() {
    return log.size() == 0 ? 0 : log.last(0) + longest();
  }

  @Override
  void shift(long nanos) {
    log = log.shifted(nanos);
  }

  @Override
  void writeContent(ByteWriter out) {
    log.write(out);
  }

  private long longest() {
    return limits().stream().mapToLong(limit -> limit.period().toNanos()).max().orElseThrow();
  }

  private long most() {
    return limits().stream().mapToLong(Limit::tokens).max().orElseThrow();
  }
}

package io.weir.internal.counting.store;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.BucketState64BitsInteger;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.Consumption.Level;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Refill;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A bucket of Bucket4j. */
final class TokenBucket extends EntryBucket {

  private final Bucket4jConfigurations configurations;
  private final BucketState state;

  /** The numbers of {@link #state}, refilled when the bucket was last asked. */
  private final long[] numbers;

  /**
   * The numbers as the last change left them. A refund begins with them: what was refilled since is
   * not lost by the tokens that come back.
   */
  private final long[] changed;

  /** {@link AlignedWindow#epoch}; empty if the bucket is not aligned. */
  private final String epoch;

  private TokenBucket(
      long id,
      Refill refill,
      Bucket4jConfigurations configurations,
      BucketState state,
      String epoch) {
    super(id, refill);
    this.configurations = configurations;
    this.state = state;
    this.numbers = Bucket4jLayout.numbers(state);
    this.changed = numbers.clone();
    this.epoch = epoch;
  }

  static TokenBucket of(long id, BucketSpec spec, long now) {
    List<Limit> limits = spec.limits();
    Bucket4jConfigurations configurations = Bucket4jConfigurations.of(limits, spec.refill());
    BucketState state = new BucketState64BitsInteger(configurations.all(), now);
    if (spec.refill() != Refill.ALIGNED) {
      return new TokenBucket(id, spec.refill(), configurations, state, "");
    }
    String epoch = AlignedWindow.epoch(limits, spec.zone(), instant(now));
    TokenBucket bucket = new TokenBucket(id, spec.refill(), configurations, state, epoch);
    bucket.align(spec, now, 0);
    return bucket;
  }

  @Override
  List<Limit> limits() {
    return configurations.limits();
  }

  /** Begins windows where the clock of the zone says, unless they began before. */
  private void align(BucketSpec spec, long now, long believed) {
    for (int i = 0; i < limits().size(); i++) {
      if (Bucket4jLayout.refilledAt(numbers, i) >= now + believed) {
        long start = AlignedWindow.start(limits().get(i), spec.zone(), instant(now));
        Bucket4jLayout.refillAt(numbers, i, start);
        Bucket4jLayout.refillAt(changed, i, start);
      }
    }
  }

  private void noteChange() {
    System.arraycopy(numbers, 0, changed, 0, numbers.length);
  }

  @Override
  boolean is(BucketSpec spec, long now) {
    if (!super.is(spec, now)) {
      return false;
    }
    if (refill() != Refill.ALIGNED) {
      return true;
    }
    align(spec, now, Entry.BELIEVED);
    return epoch.equals(AlignedWindow.epoch(limits(), spec.zone(), instant(now)));
  }

  @Override
  void refill(long now) {
    state.refillAllBandwidth(now);
  }

  @Override
  boolean has(long tokens, long now) {
    state.refillAllBandwidth(now);
    return state.getAvailableTokens() >= tokens;
  }

  @Override
  void take(long tokens, long now) {
    state.consume(tokens);
    noteChange();
  }

  @Override
  void charge(long tokens, long now) {
    state.refillAllBandwidth(now);
    if (state.calculateDelayNanosAfterWillBePossibleToConsume(tokens, now, false)
        != Long.MAX_VALUE) {
      state.consume(tokens);
      noteChange();
    }
  }

  @Override
  boolean refund(long tokens, Consumption consumption, long now) {
    if (!epoch.isEmpty()
        && !epoch.equals(
            AlignedWindow.epoch(limits(), consumption.spec().zone(), consumption.taken()))) {
      return false;
    }
    System.arraycopy(changed, 0, numbers, 0, numbers.length);
    long returned = Math.min(tokens, room(consumption.levels()));
    if (returned > 0) {
      state.addTokens(returned);
      noteChange();
    }
    return returned > 0;
  }

  /**
   * How many tokens fit into a bucket that was refilled since, and from which nobody else took:
   * with more the bucket would have been full meanwhile, and a refill would have been lost.
   */
  private long room(List<Level> left) {
    Bandwidth[] bandwidths = configurations.all().getBandwidths();
    long room = Long.MAX_VALUE;
    for (int i = 0; i < bandwidths.length && i < left.size(); i++) {
      long since = Bucket4jLayout.refilledAt(numbers, i) - left.get(i).refilledAt();
      room =
          Math.min(
              room,
              bandwidths[i].getCapacity() - left.get(i).tokens() - refill(bandwidths[i], since));
    }
    return room;
  }

  /** The tokens that come back in so many nanoseconds, rounded up: none may come back twice. */
  private static long refill(Bandwidth limit, long nanos) {
    BigInteger[] refill =
        BigInteger.valueOf(nanos)
            .multiply(BigInteger.valueOf(limit.getRefillTokens()))
            .divideAndRemainder(BigInteger.valueOf(limit.getRefillPeriodNanos()));
    return refill[0].longValueExact() + refill[1].signum();
  }

  @Override
  LimitState state(int i, long tokens, boolean granted, long now) {
    BucketState alone = alone(i);
    long left = alone.getCurrentSize(0);
    // Bucket4j rounds down: a token that comes back in less than a nanosecond is still missing.
    long least = left < tokens ? 1 : 0;
    long delay =
        Math.max(least, alone.calculateDelayNanosAfterWillBePossibleToConsume(tokens, now, true));
    // All missing tokens of a window come back at its end: the delay for one more token than there
    // are is the time until then.
    long reset =
        refill() == Refill.SMOOTH
            ? alone.calculateFullRefillingTime(now)
            : alone.calculateDelayNanosAfterWillBePossibleToConsume(left + 1, now, false);
    return new LimitState(
        limits().get(i).tokens(),
        Math.max(0, left),
        delay == 0 ? Duration.ZERO : Duration.ofNanos(delay),
        Duration.ofNanos(reset));
  }

  private BucketState alone(int i) {
    return limits().size() == 1
        ? state
        : Bucket4jLayout.state(Bucket4jLayout.ofLimit(numbers, i), configurations.each().get(i));
  }

  @Override
  long takenAt(long now) {
    return now;
  }

  @Override
  List<Level> levels() {
    if (limits().size() == 1) {
      return List.of(level(0));
    }
    List<Level> levels = new ArrayList<>(limits().size());
    for (int i = 0; i < limits().size(); i++) {
      levels.add(level(i));
    }
    return levels;
  }

  private Level level(int i) {
    return new Level(state.getCurrentSize(i), Bucket4jLayout.refilledAt(numbers, i));
  }

  @Override
  double consumed(long now) {
    state.refillAllBandwidth(now);
    double most = 0;
    for (int i = 0; i < limits().size(); i++) {
      most = Math.max(most, 1 - (double) state.getCurrentSize(i) / limits().get(i).tokens());
    }
    return most;
  }

  @Override
  long fullAt() {
    long refilledAt = Bucket4jLayout.refilledAt(changed, 0);
    BucketState last = Bucket4jLayout.state(changed, configurations.all());
    return saturated(refilledAt, last.calculateFullRefillingTime(refilledAt));
  }

  /** Windows that are aligned are set right when they are next asked. */
  @Override
  void shift(long nanos) {
    for (int i = 0; i < limits().size() && refill() != Refill.ALIGNED; i++) {
      Bucket4jLayout.refillAt(changed, i, Bucket4jLayout.refilledAt(changed, i) - nanos);
    }
    System.arraycopy(changed, 0, numbers, 0, numbers.length);
  }

  static TokenBucket read(long id, Refill refill, List<Limit> limits, ByteReader in) {
    String epoch = refill == Refill.ALIGNED ? in.text() : "";
    Bucket4jConfigurations configurations = Bucket4jConfigurations.of(limits, refill);
    BucketState state =
        Bucket4jLayout.state(Bucket4jLayout.read(in, limits.size()), configurations.all());
    return new TokenBucket(id, refill, configurations, state, epoch);
  }

  @Override
  void writeContent(ByteWriter out) {
    if (refill() == Refill.ALIGNED) {
      out.text(epoch);
    }
    Bucket4jLayout.write(changed, out);
  }
}

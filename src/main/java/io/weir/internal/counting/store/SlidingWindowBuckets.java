package io.weir.internal.counting.store;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Buckets in which each token comes back exactly one period after it was taken. */
record SlidingWindowBuckets(RetentionClass.Each<? extends Table> tables, Consumption.Place place) {

  ConsumptionResult take(String key, BucketSpec spec, long tokens) {
    EntryUpdate.Done done = changed(key, spec, Take.of(spec, tokens));
    boolean granted = done.changed();
    SlidingWindowLog log = SlidingWindowLog.of(done.entry());
    Consumption consumption =
        new Consumption(
            place,
            key,
            spec,
            granted ? tokens : 0,
            UnixTimeMeter.instant(log.last(done.now())),
            key,
            List.of());
    return result(spec, tokens, log, done.now(), granted, consumption);
  }

  ConsumptionResult look(String key, BucketSpec spec, long tokens) {
    EntryUpdate.Done done = changed(key, spec, EntryUpdate.LOOK);
    SlidingWindowLog log = SlidingWindowLog.of(done.entry());
    boolean granted = Take.of(spec, tokens).isPossible(log, done.now());
    return result(spec, tokens, log, done.now(), granted, null);
  }

  /** Changes the entry. If it has times that are not believed, corrects them and does so again. */
  private EntryUpdate.Done changed(String key, BucketSpec spec, EntryUpdate update) {
    EntryUpdate.Done done = table(spec).change(key, update);
    SlidingWindowLog log = SlidingWindowLog.of(done.entry());
    if (log.believedAt(done.now()) == log) {
      return done;
    }
    table(spec).change(key, new Correction(spec.mostTokens(), spec.refillTime().toNanos()));
    return table(spec).change(key, update);
  }

  private static ConsumptionResult result(
      BucketSpec spec,
      long tokens,
      SlidingWindowLog log,
      long now,
      boolean granted,
      @Nullable Consumption consumption) {
    return new ConsumptionResult(
        granted ? Outcome.GRANTED : Outcome.REFUSED,
        spec.limits().stream().map(limit -> state(limit, log, now, granted ? 0 : tokens)).toList(),
        consumption);
  }

  private static LimitState state(Limit limit, SlidingWindowLog log, long now, long wanted) {
    long period = limit.period().toNanos();
    return new LimitState(
        limit.tokens(),
        Math.max(0, limit.tokens() - log.since(now - period)),
        Duration.ofNanos(log.delay(wanted, limit, now)),
        Duration.ofNanos(log.untilFull(period, now)));
  }

  /** Returns whether tokens were given back. */
  boolean settle(Consumption consumption, long tokens) {
    BucketSpec spec = consumption.spec();
    long most = spec.mostTokens();
    long longest = spec.refillTime().toNanos();
    long returned = consumption.tokens() - tokens;
    if (returned > 0) {
      long taken = UnixTimeMeter.nanos(consumption.taken());
      return table(spec)
          .change(consumption.entry(), new Refund(returned, taken, most, longest))
          .changed();
    }
    table(spec).change(consumption.entry(), new Charge(Math.min(-returned, most), most, longest));
    return false;
  }

  void forget(String key, BucketSpec spec) {
    table(spec).remove(key);
  }

  private Table table(BucketSpec spec) {
    return tables.of(spec.refillTime());
  }

  /** Takes tokens if all limits have them. */
  private record Take(List<Limit> limits, long most, long longest, long tokens)
      implements EntryUpdate {

    static Take of(BucketSpec spec, long tokens) {
      return new Take(spec.limits(), spec.mostTokens(), spec.refillTime().toNanos(), tokens);
    }

    @Override
    public byte[] after(byte[] before, long now) {
      SlidingWindowLog log = SlidingWindowLog.of(before).believedAt(now);
      return isPossible(log, now) ? log.and(tokens, now, longest).entry(most, longest) : before;
    }

    boolean isPossible(SlidingWindowLog log, long now) {
      return limits.stream().allMatch(limit -> log.delay(tokens, limit, now) == 0);
    }
  }

  /** Replaces times in the future. */
  private record Correction(long most, long longest) implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      SlidingWindowLog log = SlidingWindowLog.of(before);
      SlidingWindowLog believed = log.believedAt(now);
      return believed == log ? before : believed.entry(most, longest);
    }
  }

  /** Takes tokens even if no limit has them. */
  private record Charge(long tokens, long most, long longest) implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      // Older times than the last ones of the largest limit have no effect.
      return SlidingWindowLog.of(before)
          .believedAt(now)
          .and(tokens, now, longest)
          .newest(most)
          .entry(most, longest);
    }
  }

  /** Gives back tokens that were taken at a time. */
  private record Refund(long tokens, long taken, long most, long longest) implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      SlidingWindowLog log = SlidingWindowLog.of(before);
      SlidingWindowLog left = log.without(tokens, taken);
      return left == log ? before : left.entry(most, longest);
    }
  }
}

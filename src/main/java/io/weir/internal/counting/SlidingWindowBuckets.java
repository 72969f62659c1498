package io.weir.internal.counting;

import java.time.Duration;
import java.util.List;

/** Buckets of which each token comes back exactly a period after it was taken. */
record SlidingWindowBuckets(RetentionClass.Each<? extends Table> tables) {

  ConsumptionResult take(String key, BucketSpec spec, long tokens) {
    EntryUpdate.Done done = table(spec).change(key, Taking.of(spec, tokens));
    return reading(key, spec, tokens, done, done.changed());
  }

  ConsumptionResult look(String key, BucketSpec spec, long tokens) {
    EntryUpdate.Done done = table(spec).change(key, EntryUpdate.LOOK);
    boolean there = Taking.of(spec, tokens).admits(SlidingWindowLog.of(done.entry()), done.now());
    return reading(key, spec, tokens, done, there);
  }

  private ConsumptionResult reading(
      String key, BucketSpec spec, long tokens, EntryUpdate.Done done, boolean granted) {
    SlidingWindowLog log = SlidingWindowLog.of(done.entry());
    List<LimitState> gauges =
        spec.bandwidths().stream()
            .map(limit -> gauge(limit, log, done.now(), granted ? 0 : tokens))
            .toList();
    long when = log.last(done.now());
    return new ConsumptionResult(
        granted,
        gauges,
        new ConsumptionResult.Receipt(
            key,
            spec,
            tokens,
            when,
            () ->
                giveBack(
                    key,
                    spec,
                    new PuttingBack(
                        tokens, when, spec.mostTokens(), spec.refillTime().toNanos()))));
  }

  private static LimitState gauge(Bandwidth limit, SlidingWindowLog log, long now, long wanted) {
    long period = limit.period().toNanos();
    return new LimitState(
        limit.tokens(),
        Math.max(0, limit.tokens() - log.since(now - period)),
        Duration.ofNanos(log.wait(wanted, limit, now)),
        Duration.ofNanos(log.untilFull(period, now)));
  }

  private boolean giveBack(String key, BucketSpec spec, PuttingBack step) {
    return table(spec).change(key, step).changed();
  }

  void forget(String key, BucketSpec spec) {
    table(spec).remove(key);
  }

  private Table table(BucketSpec spec) {
    return tables.of(spec.refillTime());
  }

  /** Takes tokens if all limits have them. */
  private record Taking(List<Bandwidth> limits, long most, long tokens) implements EntryUpdate {

    static Taking of(BucketSpec spec, long tokens) {
      return new Taking(spec.bandwidths(), spec.mostTokens(), tokens);
    }

    @Override
    public byte[] after(byte[] before, long now) {
      SlidingWindowLog log = SlidingWindowLog.of(before);
      if (!admits(log, now)) {
        return before;
      }
      long longest =
          limits.stream().mapToLong(limit -> limit.period().toNanos()).max().orElseThrow();
      return log.and(tokens, now, longest).entry(most, longest);
    }

    boolean admits(SlidingWindowLog log, long now) {
      return limits.stream().allMatch(limit -> log.wait(tokens, limit, now) == 0);
    }
  }

  /** Gives back tokens that were taken then. */
  private record PuttingBack(long tokens, long when, long most, long longest)
      implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      if (before.length == 0) {
        return before;
      }
      SlidingWindowLog log = SlidingWindowLog.of(before);
      SlidingWindowLog left = log.without(tokens, when);
      return left == log ? before : left.entry(most, longest);
    }
  }
}

package io.weir.internal.counting;

import java.time.Duration;
import java.util.List;

/** Buckets of which each token comes back exactly a period after it was taken. */
record StrictBuckets(RefillClass.Each<? extends Table> tables) {

  Reading take(String key, Shape shape, long tokens) {
    Step.Done done = table(shape).change(key, Taking.of(shape, tokens));
    return reading(key, shape, tokens, done, done.changed());
  }

  Reading look(String key, Shape shape, long tokens) {
    Step.Done done = table(shape).change(key, Step.LOOK);
    boolean there = Taking.of(shape, tokens).admits(Times.of(done.entry()), done.now());
    return reading(key, shape, tokens, done, there);
  }

  private Reading reading(String key, Shape shape, long tokens, Step.Done done, boolean granted) {
    Times times = Times.of(done.entry());
    List<Gauge> gauges =
        shape.bandwidths().stream()
            .map(limit -> gauge(limit, times, done.now(), granted ? 0 : tokens))
            .toList();
    long when = times.last(done.now());
    return new Reading(
        granted,
        gauges,
        new Reading.Receipt(
            key,
            shape,
            tokens,
            when,
            () ->
                giveBack(
                    key,
                    shape,
                    new PuttingBack(
                        tokens, when, shape.mostTokens(), shape.refillTime().toNanos()))));
  }

  private static Gauge gauge(Bandwidth limit, Times times, long now, long wanted) {
    long period = limit.period().toNanos();
    return new Gauge(
        limit.tokens(),
        Math.max(0, limit.tokens() - times.since(now - period)),
        Duration.ofNanos(times.wait(wanted, limit, now)),
        Duration.ofNanos(times.untilFull(period, now)));
  }

  private boolean giveBack(String key, Shape shape, PuttingBack step) {
    return table(shape).change(key, step).changed();
  }

  void forget(String key, Shape shape) {
    table(shape).remove(key);
  }

  private Table table(Shape shape) {
    return tables.of(shape.refillTime());
  }

  /** Takes tokens if all limits have them. */
  private record Taking(List<Bandwidth> limits, long most, long tokens) implements Step {

    static Taking of(Shape shape, long tokens) {
      return new Taking(shape.bandwidths(), shape.mostTokens(), tokens);
    }

    @Override
    public byte[] after(byte[] before, long now) {
      Times times = Times.of(before);
      if (!admits(times, now)) {
        return before;
      }
      long longest =
          limits.stream().mapToLong(limit -> limit.period().toNanos()).max().orElseThrow();
      return times.and(tokens, now, longest).entry(most, longest);
    }

    boolean admits(Times times, long now) {
      return limits.stream().allMatch(limit -> times.wait(tokens, limit, now) == 0);
    }
  }

  /** Gives back tokens that were taken then. */
  private record PuttingBack(long tokens, long when, long most, long longest) implements Step {

    @Override
    public byte[] after(byte[] before, long now) {
      if (before.length == 0) {
        return before;
      }
      Times times = Times.of(before);
      Times left = times.without(tokens, when);
      return left == times ? before : left.entry(most, longest);
    }
  }
}

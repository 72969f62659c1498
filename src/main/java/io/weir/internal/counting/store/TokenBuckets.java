package io.weir.internal.counting.store;

import io.github.bucket4j.BucketState;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.BucketProxy;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Buckets of Bucket4j. There is one table for each retention class, so that an idle bucket is
 * dropped as soon as it is full again.
 *
 * @param clock of this node, for limits that are aligned to the clock
 */
record TokenBuckets(
    RetentionClass.Each<? extends Table> tables, Consumption.Place place, InstantSource clock) {

  ConsumptionResult take(String key, BucketSpec spec, long tokens) {
    String entry = entry(key, spec);
    VerboseResult<Boolean> result = takeOnce(entry, spec, tokens);
    if (corrects(entry, spec, result) && !result.getValue()) {
      result = takeOnce(entry, spec, tokens);
    }
    boolean granted = result.getValue();
    BucketState state = Correction.of(spec, result).of(result.getState());
    Consumption consumption =
        new Consumption(
            place,
            key,
            spec,
            granted ? tokens : 0,
            UnixTimeMeter.instant(result.getOperationTimeNanos()),
            entry,
            granted ? Bucket4jLayout.levels(state) : List.of());
    return result(result, state, spec, tokens, consumption);
  }

  private VerboseResult<Boolean> takeOnce(String entry, BucketSpec spec, long tokens) {
    return bucket(entry, spec)
        .asVerbose()
        .tryConsumeAndReturnRemaining(tokens)
        .map(probe -> probe.isConsumed());
  }

  ConsumptionResult look(String key, BucketSpec spec, long tokens) {
    String entry = entry(key, spec);
    VerboseResult<Boolean> result = lookOnce(entry, spec, tokens);
    if (corrects(entry, spec, result)) {
      result = lookOnce(entry, spec, tokens);
    }
    return result(result, result.getState(), spec, tokens, null);
  }

  private VerboseResult<Boolean> lookOnce(String entry, BucketSpec spec, long tokens) {
    return bucket(entry, spec)
        .asVerbose()
        .estimateAbilityToConsume(tokens)
        .map(probe -> probe.canBeConsumed());
  }

  /** Corrects times of an entry that are not believed. Returns whether there were any. */
  private boolean corrects(String entry, BucketSpec spec, VerboseResult<?> result) {
    Correction correction = Correction.of(spec, result);
    if (correction.of(result.getState()) == result.getState()) {
      return false;
    }
    table(spec).change(entry, correction);
    return true;
  }

  private ConsumptionResult result(
      VerboseResult<Boolean> result,
      BucketState state,
      BucketSpec spec,
      long tokens,
      @Nullable Consumption consumption) {
    return new ConsumptionResult(
        result.getValue() ? Outcome.GRANTED : Outcome.REFUSED,
        IntStream.range(0, spec.limits().size())
            .mapToObj(i -> state(state, result.getOperationTimeNanos(), spec, i, tokens))
            .toList(),
        consumption);
  }

  private LimitState state(BucketState whole, long now, BucketSpec spec, int i, long tokens) {
    BucketState alone = alone(whole, spec, i, now);
    long left = alone.getCurrentSize(0);
    // Bucket4j rounds down: a token that comes back in less than a nanosecond is still missing.
    long least = left < tokens ? 1 : 0;
    long delay =
        Math.max(least, alone.calculateDelayNanosAfterWillBePossibleToConsume(tokens, now, true));
    // All missing tokens of a window come back at its end: the delay for one more token than there
    // are is the time until then.
    long reset =
        spec.refill() == Refill.SMOOTH
            ? alone.calculateFullRefillingTime(now)
            : alone.calculateDelayNanosAfterWillBePossibleToConsume(left + 1, now, false);
    return new LimitState(
        spec.limits().get(i).tokens(),
        Math.max(0, left),
        Duration.ofNanos(delay),
        Duration.ofNanos(reset));
  }

  private BucketState alone(BucketState whole, BucketSpec spec, int i, long now) {
    return spec.limits().size() == 1
        ? whole
        : whole.replaceConfiguration(
            Bucket4jConfigurations.ofOneLimit(spec, i, clock.instant()),
            TokensInheritanceStrategy.AS_IS,
            now);
  }

  /** Returns whether tokens were given back. */
  boolean settle(Consumption consumption, long tokens) {
    BucketSpec spec = consumption.spec();
    long returned = consumption.tokens() - tokens;
    if (returned > 0) {
      return table(spec)
          .change(consumption.entry(), new Refund(returned, consumption.levels()))
          .changed();
    }
    bucket(entry(consumption.key(), spec), spec).consumeIgnoringRateLimits(-returned);
    return false;
  }

  void forget(String key, BucketSpec spec) {
    table(spec).remove(entry(key, spec));
  }

  private BucketProxy bucket(String entry, BucketSpec spec) {
    return table(spec)
        .proxies()
        .getProxy(entry, () -> Bucket4jConfigurations.of(spec, clock.instant()));
  }

  private String entry(String key, BucketSpec spec) {
    return key + Bucket4jConfigurations.epoch(spec, clock.instant());
  }

  private Table table(BucketSpec spec) {
    return tables.of(spec.refillTime());
  }

  /**
   * Replaces times in the future at which tokens came back.
   *
   * @param latest for each limit, the latest time that is believed
   * @param instead for each limit, the time that replaces a later one
   */
  private record Correction(List<Long> latest, List<Long> instead) implements EntryUpdate {

    static Correction of(BucketSpec spec, VerboseResult<?> result) {
      Instant now = UnixTimeMeter.instant(result.getOperationTimeNanos());
      return new Correction(
          Bucket4jConfigurations.latestRefills(spec, now.plus(UnixTimeMeter.TOLERANCE)),
          Bucket4jConfigurations.latestRefills(spec, now));
    }

    BucketState of(BucketState state) {
      return Bucket4jLayout.corrected(state, latest, instead);
    }

    @Override
    public byte[] after(byte[] before, long now) {
      return before.length == 0 ? before : Bucket4jLayout.corrected(before, latest, instead);
    }
  }

  /**
   * Gives back tokens.
   *
   * @param left what each limit held after they were taken
   */
  private record Refund(long tokens, List<Consumption.Level> left) implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      // An entry that has expired stands for a full bucket.
      return before.length == 0 ? before : Bucket4jLayout.refunded(before, tokens, left);
    }
  }
}

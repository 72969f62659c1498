package io.weir.internal.counting;

import io.github.bucket4j.BucketState;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.BucketProxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Buckets behind Bucket4j's proxies. A table a refill class, so that an idle bucket goes as soon as
 * it is full again.
 *
 * @param clock of this node, for what is aligned to the clock
 */
record TokenBuckets(RetentionClass.Each<? extends BucketTable> tables, InstantSource clock) {

  ConsumptionResult take(String key, BucketSpec spec, long tokens) {
    return read(
        key,
        spec,
        tokens,
        bucket ->
            bucket
                .asVerbose()
                .tryConsumeAndReturnRemaining(tokens)
                .map(probe -> probe.isConsumed()));
  }

  ConsumptionResult look(String key, BucketSpec spec, long tokens) {
    return read(
        key,
        spec,
        tokens,
        bucket ->
            bucket
                .asVerbose()
                .estimateAbilityToConsume(tokens)
                .map(probe -> probe.canBeConsumed()));
  }

  private ConsumptionResult read(
      String key,
      BucketSpec spec,
      long tokens,
      Function<BucketProxy, VerboseResult<Boolean>> question) {
    String place = place(key, spec);
    BucketProxy bucket =
        table(spec).proxies().getProxy(place, () -> spec.configuration(clock.instant()));
    VerboseResult<Boolean> answer = question.apply(bucket);
    List<LimitState> gauges =
        IntStream.range(0, spec.bandwidths().size())
            .mapToObj(i -> gauge(answer, spec, i, tokens))
            .toList();
    return new ConsumptionResult(
        answer.getValue(),
        gauges,
        new ConsumptionResult.Receipt(
            key,
            spec,
            tokens,
            answer.getOperationTimeNanos(),
            () -> giveBack(place, spec, Refund.of(tokens, answer.getState()))));
  }

  private LimitState gauge(VerboseResult<?> answer, BucketSpec spec, int i, long tokens) {
    long now = answer.getOperationTimeNanos();
    BucketState alone = alone(answer.getState(), spec, i, now);
    long left = alone.getCurrentSize(0);
    // Bucket4j rounds down: what is missing for less than a nanosecond is missing all the same.
    long least = left < tokens ? 1 : 0;
    long wait =
        Math.max(least, alone.calculateDelayNanosAfterWillBePossibleToConsume(tokens, now, true));
    // A window ends at one time, however many tokens are missing; with one more than there are the
    // delay tells that time.
    long reset =
        spec.refill() == Refill.SMOOTH
            ? alone.calculateFullRefillingTime(now)
            : alone.calculateDelayNanosAfterWillBePossibleToConsume(left + 1, now, false);
    return new LimitState(
        spec.bandwidths().get(i).tokens(),
        Math.max(0, left),
        Duration.ofNanos(wait),
        Duration.ofNanos(reset));
  }

  private BucketState alone(BucketState whole, BucketSpec spec, int i, long now) {
    return spec.bandwidths().size() == 1
        ? whole
        : whole.replaceConfiguration(
            spec.alone(i, clock.instant()), TokensInheritanceStrategy.AS_IS, now);
  }

  private boolean giveBack(String place, BucketSpec spec, Refund step) {
    return table(spec).change(place, step).changed();
  }

  void forget(String key, BucketSpec spec) {
    table(spec).remove(place(key, spec));
  }

  private String place(String key, BucketSpec spec) {
    return key + spec.epoch(clock.instant());
  }

  private BucketTable table(BucketSpec spec) {
    return tables.of(spec.refillTime());
  }
}

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
record TokenBuckets(RefillClass.Each<? extends BucketTable> tables, InstantSource clock) {

  Reading take(String key, Shape shape, long tokens) {
    return read(
        key,
        shape,
        tokens,
        bucket ->
            bucket
                .asVerbose()
                .tryConsumeAndReturnRemaining(tokens)
                .map(probe -> probe.isConsumed()));
  }

  Reading look(String key, Shape shape, long tokens) {
    return read(
        key,
        shape,
        tokens,
        bucket ->
            bucket
                .asVerbose()
                .estimateAbilityToConsume(tokens)
                .map(probe -> probe.canBeConsumed()));
  }

  private Reading read(
      String key,
      Shape shape,
      long tokens,
      Function<BucketProxy, VerboseResult<Boolean>> question) {
    String place = place(key, shape);
    BucketProxy bucket =
        table(shape).proxies().getProxy(place, () -> shape.configuration(clock.instant()));
    VerboseResult<Boolean> answer = question.apply(bucket);
    List<Gauge> gauges =
        IntStream.range(0, shape.bandwidths().size())
            .mapToObj(i -> gauge(answer, shape, i, tokens))
            .toList();
    return new Reading(
        answer.getValue(),
        gauges,
        new Reading.Receipt(
            key,
            shape,
            tokens,
            answer.getOperationTimeNanos(),
            () -> giveBack(place, shape, GivingBack.of(tokens, answer.getState()))));
  }

  private Gauge gauge(VerboseResult<?> answer, Shape shape, int i, long tokens) {
    long now = answer.getOperationTimeNanos();
    BucketState alone = alone(answer.getState(), shape, i, now);
    long left = alone.getCurrentSize(0);
    // Bucket4j rounds down: what is missing for less than a nanosecond is missing all the same.
    long least = left < tokens ? 1 : 0;
    long wait =
        Math.max(least, alone.calculateDelayNanosAfterWillBePossibleToConsume(tokens, now, true));
    // A window ends at one time, however many tokens are missing; with one more than there are the
    // delay tells that time.
    long reset =
        shape.refill() == Refill.SMOOTH
            ? alone.calculateFullRefillingTime(now)
            : alone.calculateDelayNanosAfterWillBePossibleToConsume(left + 1, now, false);
    return new Gauge(
        shape.bandwidths().get(i).tokens(),
        Math.max(0, left),
        Duration.ofNanos(wait),
        Duration.ofNanos(reset));
  }

  private BucketState alone(BucketState whole, Shape shape, int i, long now) {
    return shape.bandwidths().size() == 1
        ? whole
        : whole.replaceConfiguration(
            shape.alone(i, clock.instant()), TokensInheritanceStrategy.AS_IS, now);
  }

  private boolean giveBack(String place, Shape shape, GivingBack step) {
    return table(shape).change(place, step).changed();
  }

  void forget(String key, Shape shape) {
    table(shape).remove(place(key, shape));
  }

  private String place(String key, Shape shape) {
    return key + shape.epoch(clock.instant());
  }

  private BucketTable table(Shape shape) {
    return tables.of(shape.refillTime());
  }
}

package io.weir.internal.grid;

import io.github.bucket4j.BucketState;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.distributed.serialization.InternalSerializationHelper;
import io.github.bucket4j.distributed.versioning.Versions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Buckets behind Bucket4j's proxies. A table a refill class, so that an idle bucket goes as soon as
 * it is full again.
 */
final class BucketStore implements Buckets {

  /**
   * How often tokens are tried to be given back while others use the same bucket; then they stay
   * taken.
   */
  private static final int ATTEMPTS = 20;

  /** A table of buckets. */
  interface Table {
    ProxyManager<String> proxies();

    Optional<byte[]> bytes(String key);

    /**
     * Replaces what stands there if it still is {@code before}, the very array that {@link #bytes}
     * returned.
     */
    boolean replace(String key, byte[] before, byte[] after);
  }

  private final Map<RefillClass, Table> tables;
  private final InstantSource clock;

  /**
   * Buckets in such tables.
   *
   * @param clock of this node, for what is aligned to the clock
   */
  BucketStore(Function<RefillClass, Table> tables, InstantSource clock) {
    this.tables = RefillClass.each(tables);
    this.clock = clock;
  }

  @Override
  public Reading take(String key, Shape shape, long tokens) {
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

  @Override
  public Reading look(String key, Shape shape, long tokens) {
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
    String place = key + shape.epoch(clock.instant());
    BucketProxy bucket =
        table(shape).proxies().getProxy(place, () -> shape.configuration(clock.instant()));
    VerboseResult<Boolean> answer = question.apply(bucket);
    List<Gauge> gauges =
        IntStream.range(0, shape.bandwidths().size())
            .mapToObj(i -> gauge(answer, shape, i, tokens))
            .toList();
    return new Reading(
        answer.getValue(), gauges, new Reading.Receipt(place, shape, tokens, answer.getState()));
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

  @Override
  public void giveBack(Reading reading) {
    Reading.Receipt receipt = reading.receipt();
    Table table = table(receipt.shape());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<byte[]> before = table.bytes(receipt.key());
      if (before.isEmpty()) {
        return; // Expired, so it is full.
      }
      RemoteBucketState state = InternalSerializationHelper.deserializeState(before.get());
      if (Refilled.mayExceed(receipt, state.copyBucketState())) {
        return;
      }
      state.addTokens(receipt.tokens());
      if (table.replace(
          receipt.key(),
          before.get(),
          InternalSerializationHelper.serializeState(state, Versions.getLatest()))) {
        return;
      }
    }
  }

  private Table table(Shape shape) {
    return Objects.requireNonNull(tables.get(RefillClass.of(shape.refillTime())));
  }
}

package io.weir.internal.counting;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** Buckets of every refill, blocks and guests, in tables of the cluster or of this JVM. */
final class BucketStore implements Buckets {

  private final TokenBuckets refilled;
  private final SlidingWindowBuckets strict;
  private final Blocks blocks;
  private final KnownLogins knownLogins;

  /**
   * A store.
   *
   * @param buckets of Bucket4j
   * @param notes of everything else
   * @param clock of this node, for what is aligned to the clock
   */
  BucketStore(
      Function<RetentionClass, ? extends BucketTable> buckets,
      Function<RetentionClass, ? extends Table> notes,
      InstantSource clock) {
    RetentionClass.Each<Table> noted = RetentionClass.each(notes::apply);
    refilled = new TokenBuckets(RetentionClass.each(buckets::apply), clock);
    strict = new SlidingWindowBuckets(noted);
    blocks = new Blocks(noted);
    knownLogins = new KnownLogins(noted);
  }

  @Override
  public ConsumptionResult take(String key, BucketSpec spec, long tokens) {
    if (spec.block().isEmpty()) {
      return takeNow(key, spec, tokens);
    }
    Block block = spec.block().get();
    Duration left = blocks.left(key, block, spec);
    if (!left.isZero()) {
      return blocked(key, spec, left);
    }
    ConsumptionResult result = takeNow(key, spec, tokens);
    return result.granted()
        ? result
        : blocked(key, spec, blocks.begin(key, block, spec, result.delay()));
  }

  private ConsumptionResult takeNow(String key, BucketSpec spec, long tokens) {
    return spec.refill() == Refill.STRICT
        ? strict.take(key, spec, tokens)
        : refilled.take(key, spec, tokens);
  }

  @Override
  public ConsumptionResult look(String key, BucketSpec spec, long tokens) {
    Duration left = spec.block().map(block -> blocks.left(key, block, spec)).orElse(Duration.ZERO);
    if (!left.isZero()) {
      return blocked(key, spec, left);
    }
    return lookNow(key, spec, tokens);
  }

  private ConsumptionResult lookNow(String key, BucketSpec spec, long tokens) {
    return spec.refill() == Refill.STRICT
        ? strict.look(key, spec, tokens)
        : refilled.look(key, spec, tokens);
  }

  /** A block is one of all limits, and nothing is left until it ends. */
  private static ConsumptionResult blocked(String key, BucketSpec spec, Duration left) {
    List<LimitState> gauges =
        spec.bandwidths().stream()
            .map(limit -> new LimitState(limit.tokens(), 0, left, left))
            .toList();
    return new ConsumptionResult(
        false, gauges, new ConsumptionResult.Receipt(key, spec, 0, 0, () -> false));
  }

  @Override
  public void giveBack(ConsumptionResult result) {
    ConsumptionResult.Receipt receipt = result.receipt();
    if (receipt.back().getAsBoolean()) {
      receipt.spec().block().ifPresent(block -> liftIfUnjust(receipt, block));
    }
  }

  /** Who was refused only because this request held its tokens is not blocked for it. */
  private void liftIfUnjust(ConsumptionResult.Receipt receipt, Block block) {
    String key = receipt.key();
    BucketSpec spec = receipt.spec();
    if (!blocks.left(key, block, spec).isZero() && lookNow(key, spec, receipt.tokens()).granted()) {
      blocks.lift(key, block, spec, receipt.taken());
    }
  }

  @Override
  public void forget(String key, BucketSpec spec) {
    if (spec.refill() == Refill.STRICT) {
      strict.forget(key, spec);
    } else {
      refilled.forget(key, spec);
    }
    spec.block().ifPresent(block -> blocks.forget(key, block, spec));
  }

  @Override
  public boolean knows(String guest) {
    return knownLogins.knows(guest);
  }

  @Override
  public void remember(String guest) {
    knownLogins.remember(guest);
  }
}

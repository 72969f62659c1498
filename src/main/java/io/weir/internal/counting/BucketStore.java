package io.weir.internal.counting;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** Buckets of every refill, blocks and guests, in tables of the cluster or of this JVM. */
final class BucketStore implements Buckets {

  private final TokenBuckets refilled;
  private final StrictBuckets strict;
  private final Blocks blocks;
  private final Guests guests;

  /**
   * A store.
   *
   * @param buckets of Bucket4j
   * @param notes of everything else
   * @param clock of this node, for what is aligned to the clock
   */
  BucketStore(
      Function<RefillClass, ? extends BucketTable> buckets,
      Function<RefillClass, ? extends Table> notes,
      InstantSource clock) {
    RefillClass.Each<Table> noted = RefillClass.each(notes::apply);
    refilled = new TokenBuckets(RefillClass.each(buckets::apply), clock);
    strict = new StrictBuckets(noted);
    blocks = new Blocks(noted);
    guests = new Guests(noted);
  }

  @Override
  public Reading take(String key, Shape shape, long tokens) {
    if (shape.block().isEmpty()) {
      return takeNow(key, shape, tokens);
    }
    Block block = shape.block().get();
    Duration left = blocks.left(key, block, shape);
    if (!left.isZero()) {
      return blocked(key, shape, left);
    }
    Reading reading = takeNow(key, shape, tokens);
    return reading.granted()
        ? reading
        : blocked(key, shape, blocks.begin(key, block, shape, reading.delay()));
  }

  private Reading takeNow(String key, Shape shape, long tokens) {
    return shape.refill() == Refill.STRICT
        ? strict.take(key, shape, tokens)
        : refilled.take(key, shape, tokens);
  }

  @Override
  public Reading look(String key, Shape shape, long tokens) {
    Duration left =
        shape.block().map(block -> blocks.left(key, block, shape)).orElse(Duration.ZERO);
    if (!left.isZero()) {
      return blocked(key, shape, left);
    }
    return lookNow(key, shape, tokens);
  }

  private Reading lookNow(String key, Shape shape, long tokens) {
    return shape.refill() == Refill.STRICT
        ? strict.look(key, shape, tokens)
        : refilled.look(key, shape, tokens);
  }

  /** A block is one of all limits, and nothing is left until it ends. */
  private static Reading blocked(String key, Shape shape, Duration left) {
    List<Gauge> gauges =
        shape.bandwidths().stream().map(limit -> new Gauge(limit.tokens(), 0, left, left)).toList();
    return new Reading(false, gauges, new Reading.Receipt(key, shape, 0, 0, () -> false));
  }

  @Override
  public void giveBack(Reading reading) {
    Reading.Receipt receipt = reading.receipt();
    if (receipt.back().getAsBoolean()) {
      receipt.shape().block().ifPresent(block -> liftIfUnjust(receipt, block));
    }
  }

  /** Who was refused only because this request held its tokens is not blocked for it. */
  private void liftIfUnjust(Reading.Receipt receipt, Block block) {
    String key = receipt.key();
    Shape shape = receipt.shape();
    if (!blocks.left(key, block, shape).isZero()
        && lookNow(key, shape, receipt.tokens()).granted()) {
      blocks.lift(key, block, shape, receipt.taken());
    }
  }

  @Override
  public void forget(String key, Shape shape) {
    if (shape.refill() == Refill.STRICT) {
      strict.forget(key, shape);
    } else {
      refilled.forget(key, shape);
    }
    shape.block().ifPresent(block -> blocks.forget(key, block, shape));
  }

  @Override
  public boolean knows(String guest) {
    return guests.knows(guest);
  }

  @Override
  public void remember(String guest) {
    guests.remember(guest);
  }
}

package io.weir.internal.counting.store;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Buckets;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Buckets of every refill, blocks and known logins, in tables of the cluster or of this JVM. */
public final class BucketStore implements Buckets {

  private final Consumption.Place place;
  private final TokenBuckets tokenBuckets;
  private final SlidingWindowBuckets slidingWindows;
  private final Blocks blocks;
  private final KnownLogins knownLogins;

  /**
   * A store.
   *
   * @param place where the tables are
   * @param buckets the tables of Bucket4j's buckets
   * @param notes the tables of everything else
   * @param clock of this node, for limits that are aligned to the clock
   */
  public BucketStore(
      Consumption.Place place,
      Function<RetentionClass, Table> buckets,
      Function<RetentionClass, Table> notes,
      InstantSource clock) {
    this.place = place;
    RetentionClass.Each<Table> noted = RetentionClass.each(notes);
    tokenBuckets = new TokenBuckets(RetentionClass.each(buckets), place, clock);
    slidingWindows = new SlidingWindowBuckets(noted, place);
    blocks = new Blocks(noted);
    knownLogins = new KnownLogins(noted);
  }

  /** Buckets of this JVM alone. */
  public static Buckets inThisJvm(InstantSource clock) {
    Function<RetentionClass, Table> tables = kept -> new LocalTable(kept, clock);
    return new BucketStore(Consumption.Place.LOCAL, tables, tables, clock);
  }

  @Override
  public ConsumptionResult take(String key, BucketSpec spec, long tokens) {
    if (spec.block().isEmpty()) {
      return takeNow(key, spec, tokens);
    }
    Block block = spec.block().get();
    Duration left = blockLeft(key, block, spec);
    if (!left.isZero()) {
      return blocked(spec, left, nothing(key, spec));
    }
    ConsumptionResult result = takeNow(key, spec, tokens);
    return result.granted()
        ? result
        : blocked(spec, blocks.begin(key, block, spec, result.delay()), result.consumption());
  }

  @Override
  public ConsumptionResult look(String key, BucketSpec spec, long tokens) {
    Duration left = spec.block().map(block -> blockLeft(key, block, spec)).orElse(Duration.ZERO);
    return left.isZero() ? lookNow(key, spec, tokens) : blocked(spec, left, null);
  }

  private Duration blockLeft(String key, Block block, BucketSpec spec) {
    // The bucket is corrected with its block: at the end of the block it would refuse, and a block
    // would begin again.
    return blocks.left(key, block, spec, () -> lookNow(key, spec, 1));
  }

  private Consumption nothing(String key, BucketSpec spec) {
    return new Consumption(place, key, spec, 0, Instant.EPOCH, key, List.of());
  }

  private ConsumptionResult takeNow(String key, BucketSpec spec, long tokens) {
    return spec.refill() == Refill.STRICT
        ? slidingWindows.take(key, spec, tokens)
        : tokenBuckets.take(key, spec, tokens);
  }

  private ConsumptionResult lookNow(String key, BucketSpec spec, long tokens) {
    return spec.refill() == Refill.STRICT
        ? slidingWindows.look(key, spec, tokens)
        : tokenBuckets.look(key, spec, tokens);
  }

  /** A block is shown by all limits: nothing is left until it ends. */
  private static ConsumptionResult blocked(
      BucketSpec spec, Duration left, @Nullable Consumption consumption) {
    List<LimitState> limits =
        spec.limits().stream().map(limit -> new LimitState(limit.tokens(), 0, left, left)).toList();
    return new ConsumptionResult(ConsumptionResult.Outcome.REFUSED, limits, consumption);
  }

  @Override
  public void settle(Consumption consumption, long tokens) {
    if (tokens == consumption.tokens()) {
      return;
    }
    boolean returned =
        consumption.spec().refill() == Refill.STRICT
            ? slidingWindows.settle(consumption, tokens)
            : tokenBuckets.settle(consumption, tokens);
    if (returned) {
      consumption.spec().block().ifPresent(block -> liftIfUnjust(consumption, block));
    }
  }

  /** Ends a block of a client that was refused only because this request held its tokens. */
  private void liftIfUnjust(Consumption consumption, Block block) {
    String key = consumption.key();
    BucketSpec spec = consumption.spec();
    if (!blockLeft(key, block, spec).isZero()
        && lookNow(key, spec, consumption.tokens()).granted()) {
      blocks.lift(key, block, spec, consumption.taken());
    }
  }

  @Override
  public void forget(String key, BucketSpec spec) {
    if (spec.refill() == Refill.STRICT) {
      slidingWindows.forget(key, spec);
    } else {
      tokenBuckets.forget(key, spec);
    }
    spec.block().ifPresent(block -> blocks.forget(key, block, spec));
  }

  @Override
  public boolean knowsLogin(String login) {
    return knownLogins.knows(login);
  }

  @Override
  public void rememberLogin(String login) {
    knownLogins.remember(login);
  }
}

package io.weir.internal.counting.store;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.Consumption.Level;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One bucket of an {@link Entry}, and the block that its last refusal began. */
abstract sealed class EntryBucket permits TokenBucket, SlidingWindowBucket {

  private static final int WITH_BLOCK = 0x80;

  private final long id;
  private final Refill refill;

  /** The last block; null if there was none. */
  private @Nullable BlockState block;

  EntryBucket(long id, Refill refill) {
    this.id = id;
    this.refill = refill;
  }

  /** A full bucket. */
  static EntryBucket of(long id, BucketSpec spec, long now) {
    return spec.refill() == Refill.STRICT
        ? new SlidingWindowBucket(id, spec.limits())
        : TokenBucket.of(id, spec, now);
  }

  long id() {
    return id;
  }

  abstract List<Limit> limits();

  Refill refill() {
    return refill;
  }

  /** Whether this is the bucket of a spec; if not, the bucket begins anew. */
  boolean is(BucketSpec spec, long now) {
    return refill == spec.refill() && limits().equals(spec.limits());
  }

  /** Lets tokens come back that are due. */
  abstract void refill(long now);

  /** Whether all limits have this many tokens now. */
  abstract boolean has(long tokens, long now);

  /** Takes tokens, even if no limit has them. */
  abstract void take(long tokens, long now);

  /** Takes what a request cost more than there may be. */
  abstract void charge(long tokens, long now);

  /**
   * Gives back tokens, as many as the bucket could hold by now if they had never been taken.
   *
   * @return whether there were any
   */
  abstract boolean refund(long tokens, Consumption consumption, long now);

  /**
   * The state of one limit of the {@link #refill refilled} bucket after a request for this many
   * tokens was granted or refused.
   */
  abstract LimitState state(int limit, long tokens, boolean granted, long now);

  /** When tokens were taken now. */
  abstract long takenAt(long now);

  /** What each limit holds, for a refund. */
  abstract List<Level> levels();

  /** The share of its tokens that the emptiest limit lacks now; more than 1 if it owes tokens. */
  abstract double consumed(long now);

  /** The time at which the bucket is full again if nothing changes. */
  abstract long fullAt();

  /** Lets all times be earlier by this much, because the clock was set back. */
  abstract void shift(long nanos);

  abstract void writeContent(ByteWriter out);

  /** The states of all limits; if a block lasts, all show it: nothing is left until it ends. */
  List<LimitState> states(BucketSpec spec, long tokens, boolean granted, long now) {
    refill(now);
    Duration blocked = Duration.ofNanos(blocked(spec, now));
    if (limits().size() == 1 && blocked.isZero()) {
      return List.of(state(0, tokens, granted, now));
    }
    List<LimitState> states = new ArrayList<>(limits().size());
    for (int i = 0; i < limits().size(); i++) {
      states.add(
          blocked.isZero()
              ? state(i, tokens, granted, now)
              : new LimitState(limits().get(i).tokens(), 0, blocked, blocked));
    }
    return states;
  }

  /** How much longer a block lasts, in nanoseconds; 0 if there is none. */
  long blocked(BucketSpec spec, long now) {
    return block == null || spec.block().isEmpty() ? 0 : Math.max(0, block.until() - now);
  }

  /** Begins a block after a refusal; it lasts at least until the bucket itself would admit. */
  void block(Block wanted, long tokens, long now) {
    long atLeast = 0;
    for (int i = 0; i < limits().size(); i++) {
      atLeast = Math.max(atLeast, state(i, tokens, false, now).delay().toNanos());
    }
    block = BlockState.after(block, wanted, atLeast, now);
  }

  /**
   * Ends a block of a client that was refused only because a request held tokens that it gives back
   * now. It does so within the shortest period after they were taken: later the bucket would admit
   * without them.
   */
  void liftIfUnjust(Consumption consumption, long now) {
    if (block == null || blocked(consumption.spec(), now) == 0) {
      return;
    }
    Duration shortest = limits().stream().map(Limit::period).min(Duration::compareTo).orElseThrow();
    if (now < UnixNanos.of(consumption.taken().plus(shortest)) && has(consumption.tokens(), now)) {
      block = block.lifted(now);
    }
  }

  /** What is lost if the bucket is forgotten now: 0 if nothing, 2 if it blocks. */
  double weight(long now) {
    return block != null && block.until() > now ? 2 : Math.min(1, Math.max(0, consumed(now)));
  }

  /**
   * The time from which on the bucket can be forgotten. A window that has ended is kept for another
   * period, so that windows follow one another.
   */
  long over() {
    long longest = 0;
    for (Limit limit : limits()) {
      longest = Math.max(longest, limit.period().toNanos());
    }
    long full = saturated(fullAt(), longest);
    return block == null ? full : Math.max(full, block.forgottenAt());
  }

  static long saturated(long time, long more) {
    long sum = time + more;
    return sum < time ? Long.MAX_VALUE : sum;
  }

  void shiftAll(long nanos) {
    shift(nanos);
    block = block == null ? null : block.shifted(nanos);
  }

  static EntryBucket read(ByteReader in) {
    long id = in.fixed();
    int kind = in.octet();
    Refill refill = LimitFormat.refill(kind & ~WITH_BLOCK);
    List<Limit> limits = LimitFormat.read(in);
    EntryBucket bucket =
        refill == Refill.STRICT
            ? new SlidingWindowBucket(id, limits, SlidingWindowLog.read(in))
            : TokenBucket.read(id, refill, limits, in);
    bucket.block = (kind & WITH_BLOCK) == 0 ? null : BlockState.read(in);
    return bucket;
  }

  void write(ByteWriter out) {
    out.fixed(id).octet(LimitFormat.number(refill) | (block == null ? 0 : WITH_BLOCK));
    LimitFormat.write(limits(), out);
    writeContent(out);
    if (block != null) {
      block.write(out);
    }
  }

  static Instant instant(long now) {
    return UnixNanos.instant(now);
  }
}

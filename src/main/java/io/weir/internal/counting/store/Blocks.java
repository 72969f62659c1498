package io.weir.internal.counting.store;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Limit;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/** Blocks: buckets that refuse for a time, even if they have tokens again. */
record Blocks(RetentionClass.Each<? extends Table> tables) {

  /** Heavier than every bucket: a full table evicts blocks last. */
  private static final double WEIGHT = 2;

  /**
   * How much longer the block lasts; zero if there is none.
   *
   * @param corrected is run if the clock was set back since the block began
   */
  Duration left(String key, Block block, BucketSpec spec, Runnable corrected) {
    EntryUpdate.Done done = table(block, spec).change(entry(key, block), EntryUpdate.LOOK);
    if (UnixTimeMeter.isBelieved(Memory.of(done.entry()).begun(), done.now())) {
      return left(done);
    }
    corrected.run();
    return left(table(block, spec).change(entry(key, block), new Correction()));
  }

  /**
   * Begins a block, unless one lasts.
   *
   * @param atLeast how long the bucket itself would refuse
   * @return how long the block lasts
   */
  Duration begin(String key, Block block, BucketSpec spec, Duration atLeast) {
    return left(
        table(block, spec)
            .change(
                entry(key, block),
                new Begin(
                    block.first().toNanos(),
                    block.longest().toNanos(),
                    block.doublings(),
                    atLeast.toNanos())));
  }

  /**
   * Ends a block that began because of tokens which were given back since, as if it had never been.
   * It does so within the shortest period after the tokens were taken: later the bucket would admit
   * without them.
   *
   * @param taken when the tokens were taken
   */
  void lift(String key, Block block, BucketSpec spec, Instant taken) {
    Duration shortest =
        spec.limits().stream().map(Limit::period).min(Duration::compareTo).orElseThrow();
    table(block, spec)
        .change(entry(key, block), new Lift(UnixTimeMeter.nanos(taken.plus(shortest))));
  }

  /** Forgets the block, and those before it. */
  void forget(String key, Block block, BucketSpec spec) {
    table(block, spec).remove(entry(key, block));
  }

  private static Duration left(EntryUpdate.Done done) {
    return Duration.ofNanos(Math.max(0, Memory.of(done.entry()).until() - done.now()));
  }

  /** The key of the entry. Another block of the same bucket has its own entry. */
  private static String entry(String key, Block block) {
    return "%s/block %s-%s".formatted(key, block.first().toSeconds(), block.longest().toSeconds());
  }

  /** An entry is kept until the last doubling has faded, and at most a year. */
  private Table table(Block block, BucketSpec spec) {
    Duration remembered =
        block.longest().multipliedBy(block.doublings() + 1L).plus(spec.refillTime());
    return tables.of(remembered.compareTo(Limit.MAX_PERIOD) < 0 ? remembered : Limit.MAX_PERIOD);
  }

  /**
   * The last block of one bucket.
   *
   * @param begun its begin, in nanoseconds of Unix time
   * @param until its end
   * @param doublings how often blocks have doubled; -1 if there was none
   */
  private record Memory(long begun, long until, int doublings) {

    static Memory of(byte[] entry) {
      if (entry.length == 0) {
        return new Memory(0, 0, -1);
      }
      ByteBuffer content = EntryHeader.content(entry);
      return new Memory(content.getLong(), content.getLong(), content.getInt());
    }

    byte[] entry() {
      return EntryHeader.entry(
          WEIGHT,
          until,
          Long.BYTES + Long.BYTES + Integer.BYTES,
          entry -> entry.putLong(begun).putLong(until).putInt(doublings));
    }
  }

  /** Lets a block begin now whose begin is so far in the future that it is not believed. */
  private record Correction() implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      Memory last = Memory.of(before);
      return UnixTimeMeter.isBelieved(last.begun(), now)
          ? before
          : new Memory(now, now + last.until() - last.begun(), last.doublings()).entry();
    }
  }

  /**
   * Begins a block that is twice as long as the one before. Each time that the longest block could
   * have passed since takes back one doubling.
   */
  private record Begin(long first, long longest, int mostDoublings, long atLeast)
      implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      Memory last = Memory.of(before);
      if (now < last.until()) {
        return before;
      }
      int doublings = last.doublings() < 0 ? 0 : doublings(last, now);
      long length = doublings >= mostDoublings ? longest : first << doublings;
      return new Memory(now, now + Math.max(length, atLeast), doublings).entry();
    }

    private int doublings(Memory last, long now) {
      long quiet = (now - last.until()) / longest;
      return (int) Math.max(0, Math.min(mostDoublings, last.doublings() + 1 - quiet));
    }
  }

  /** Ends a block that lasts. The next one is as long as this one was. */
  private record Lift(long latest) implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      Memory last = Memory.of(before);
      return now < last.until() && now < latest
          ? new Memory(last.begun(), now, last.doublings() - 1).entry()
          : before;
    }
  }
}

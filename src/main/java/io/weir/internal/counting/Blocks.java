package io.weir.internal.counting;

import java.nio.ByteBuffer;
import java.time.Duration;

/** Who is refused for a while, whatever the bucket holds by now. */
record Blocks(RetentionClass.Each<? extends Table> tables) {

  /** Heavier than every bucket: who is blocked shall stay so. */
  private static final double WEIGHT = 2;

  /** How long the block lasts yet; zero if there is none. */
  Duration left(String key, Block block, BucketSpec spec) {
    return left(table(block, spec).change(place(key, block), EntryUpdate.LOOK));
  }

  /**
   * Begins a block, unless one lasts.
   *
   * @param atLeast how long the bucket itself would refuse
   * @return how long it lasts
   */
  Duration begin(String key, Block block, BucketSpec spec, Duration atLeast) {
    return left(
        table(block, spec)
            .change(
                place(key, block),
                new Begin(
                    block.first().toNanos(),
                    block.longest().toNanos(),
                    block.doublings(),
                    atLeast.toNanos())));
  }

  /**
   * Ends a block that began when others held tokens which they gave back since, as if it had never
   * been. What is longer ago than the shortest limit lifts nothing: by then the bucket admits
   * anyway.
   *
   * @param taken when those tokens were, in nanoseconds of Unix time
   */
  void lift(String key, Block block, BucketSpec spec, long taken) {
    long shortest =
        spec.bandwidths().stream().mapToLong(limit -> limit.period().toNanos()).min().orElseThrow();
    table(block, spec).change(place(key, block), new Lift(taken + shortest));
  }

  /** Forgets it, and those before. */
  void forget(String key, Block block, BucketSpec spec) {
    table(block, spec).remove(place(key, block));
  }

  private static Duration left(EntryUpdate.Done done) {
    return Duration.ofNanos(Math.max(0, Memory.of(done.entry()).until() - done.now()));
  }

  /** Other blocks of the same bucket are others. */
  private static String place(String key, Block block) {
    return "%s/block %d-%d".formatted(key, block.first().toSeconds(), block.longest().toSeconds());
  }

  /** Until the last doubling is forgotten; but no entry is kept longer than a year. */
  private Table table(Block block, BucketSpec spec) {
    Duration remembered =
        block.longest().multipliedBy(block.doublings() + 1L).plus(spec.refillTime());
    return tables.of(
        remembered.compareTo(RetentionClass.LONGEST) < 0 ? remembered : RetentionClass.LONGEST);
  }

  /**
   * The block of one client.
   *
   * @param until its end, in nanoseconds of Unix time
   * @param doublings how often it has doubled
   */
  private record Memory(long until, int doublings) {

    static Memory of(byte[] entry) {
      if (entry.length == 0) {
        return new Memory(0, -1);
      }
      ByteBuffer rest = EntryHeader.rest(entry);
      return new Memory(rest.getLong(), rest.getInt());
    }

    byte[] entry() {
      return EntryHeader.entry(
          WEIGHT,
          until,
          Long.BYTES + Integer.BYTES,
          entry -> entry.putLong(until).putInt(doublings));
    }
  }

  /**
   * Begins a block, twice as long as the one before; for each time of the longest block that has
   * passed since, half as long again.
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
      return new Memory(now + Math.max(length, atLeast), doublings).entry();
    }

    private int doublings(Memory last, long now) {
      long quiet = (now - last.until()) / longest;
      return (int) Math.max(0, Math.min(mostDoublings, last.doublings() + 1 - quiet));
    }
  }

  /** Ends a block that lasts, and has the next one be as long as this. */
  private record Lift(long latest) implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      Memory last = Memory.of(before);
      return now < last.until() && now < latest
          ? new Memory(now, last.doublings() - 1).entry()
          : before;
    }
  }
}

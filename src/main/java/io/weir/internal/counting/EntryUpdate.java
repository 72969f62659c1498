package io.weir.internal.counting;

import java.io.Serializable;

/**
 * What happens to one entry of a table, in one step and where the entry is kept: nobody else
 * changes it meanwhile.
 */
interface EntryUpdate extends Serializable {

  /** What an entry holds that is not there. */
  byte[] NONE = {};

  /** Only looks. */
  EntryUpdate LOOK = new Looking();

  /**
   * The entry afterwards.
   *
   * @param before {@link #NONE} if there is none
   * @param now nanoseconds of Unix time
   * @return {@code before} itself if nothing changes
   */
  byte[] after(byte[] before, long now);

  /**
   * What a step led to.
   *
   * @param entry as it is now
   * @param now when that was, in nanoseconds of Unix time
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares two.
  record Done(byte[] entry, long now, boolean changed) implements Serializable {

    static Done of(EntryUpdate update, byte[] before, long now) {
      byte[] after = update.after(before, now);
      return new Done(after, now, after != before);
    }
  }

  /** Changes nothing. */
  record Looking() implements EntryUpdate {
    @Override
    public byte[] after(byte[] before, long now) {
      return before;
    }
  }
}

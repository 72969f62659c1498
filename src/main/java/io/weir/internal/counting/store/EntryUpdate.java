package io.weir.internal.counting.store;

import java.io.Serializable;

/**
 * An atomic change of one table entry. It is sent to the node that keeps the entry, so it is
 * serializable; all nodes run the same version of Weir.
 */
public interface EntryUpdate extends Serializable {

  /** The content of an entry that does not exist. */
  byte[] NONE = {};

  /** Reads the entry and changes nothing. */
  EntryUpdate LOOK = new Looking();

  /**
   * The entry afterwards.
   *
   * @param before {@link #NONE} if the entry does not exist
   * @param now in nanoseconds of Unix time
   * @return {@code before} itself if nothing changes
   */
  byte[] after(byte[] before, long now);

  /**
   * The result of an update.
   *
   * @param entry the entry afterwards
   * @param now the time of the update, in nanoseconds of Unix time
   */
  @SuppressWarnings("ArrayRecordComponent") // Results are not compared.
  record Done(byte[] entry, long now, boolean changed) implements Serializable {

    public static Done of(EntryUpdate update, byte[] before, long now) {
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

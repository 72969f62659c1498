package io.weir.internal.counting;

import java.time.Duration;

/** Who has logged in from where within 30 days. */
record KnownLogins(RetentionClass.Each<? extends Table> tables) {

  private static final Duration KNOWN = Duration.ofDays(30);

  /** A guest who is forgotten is one whom a limit may refuse, not one whom it lets in. */
  private static final double WEIGHT = 0.5;

  boolean knows(String guest) {
    EntryUpdate.Done done = table().change(guest, EntryUpdate.LOOK);
    return done.entry().length > 0
        && done.now() - EntryHeader.rest(done.entry()).getLong() <= KNOWN.toNanos();
  }

  void remember(String guest) {
    table().change(guest, new Remembering());
  }

  private Table table() {
    return tables.of(KNOWN);
  }

  /** Writes down that the guest was here. */
  private record Remembering() implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      return EntryHeader.entry(
          WEIGHT, now + KNOWN.toNanos(), Long.BYTES, entry -> entry.putLong(now));
    }
  }
}

package io.weir.internal.counting;

import java.time.Duration;

/** Who has logged in from where within 30 days. */
record Guests(RefillClass.Each<? extends Table> tables) {

  private static final Duration KNOWN = Duration.ofDays(30);

  /** A guest who is forgotten is one whom a limit may refuse, not one whom it lets in. */
  private static final double WEIGHT = 0.5;

  boolean knows(String guest) {
    Step.Done done = table().change(guest, Step.LOOK);
    return done.entry().length > 0
        && done.now() - Note.rest(done.entry()).getLong() <= KNOWN.toNanos();
  }

  void remember(String guest) {
    table().change(guest, new Remembering());
  }

  private Table table() {
    return tables.of(KNOWN);
  }

  /** Writes down that the guest was here. */
  private record Remembering() implements Step {

    @Override
    public byte[] after(byte[] before, long now) {
      return Note.entry(WEIGHT, now + KNOWN.toNanos(), Long.BYTES, entry -> entry.putLong(now));
    }
  }
}

package io.weir.internal.counting.store;

import java.time.Duration;

/** The user names that have logged in from an address within 30 days. */
record KnownLogins(RetentionClass.Each<? extends Table> tables) {

  private static final Duration KNOWN = Duration.ofDays(30);

  /** Low: a limit may refuse a login that was evicted, but does not admit more than it should. */
  private static final double WEIGHT = 0.5;

  boolean knows(String login) {
    EntryUpdate.Done done = table().change(login, EntryUpdate.LOOK);
    if (done.entry().length == 0) {
      return false;
    }
    long loggedIn = EntryHeader.content(done.entry()).getLong();
    return UnixTimeMeter.isBelieved(loggedIn, done.now())
        && done.now() - loggedIn <= KNOWN.toNanos();
  }

  void remember(String login) {
    table().change(login, new Remembering());
  }

  private Table table() {
    return tables.of(KNOWN);
  }

  /** Stores the time of the login. */
  private record Remembering() implements EntryUpdate {

    @Override
    public byte[] after(byte[] before, long now) {
      return EntryHeader.entry(
          WEIGHT, now + KNOWN.toNanos(), Long.BYTES, entry -> entry.putLong(now));
    }
  }
}

package io.weir.internal.counting.wire;

import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.store.Entry;

/** The format of all that nodes send each other and keep together. */
public final class WireFormat {

  /** The numbers of the formats of entries and ledgers: {@code 1.3}. */
  public static final String VERSION = Entry.FORMAT + "." + Ledger.FORMAT;

  private WireFormat() {}
}

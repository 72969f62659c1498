package io.weir.internal.counting.wire;

import io.weir.internal.counting.ledger.Ledger;
import io.weir.internal.counting.slot.Slots;
import io.weir.internal.counting.store.Entry;

/** The format of all that nodes send each other and keep together. */
public final class WireFormat {

  /** The numbers of the formats of entries, ledgers and slots: {@code 1.3.1}. */
  public static final String VERSION = Entry.FORMAT + "." + Ledger.FORMAT + "." + Slots.FORMAT;

  private WireFormat() {}
}

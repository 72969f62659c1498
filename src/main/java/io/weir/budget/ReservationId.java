package io.weir.budget;

import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a node must know to settle a reservation that any node has made, as one text. It names
 * nobody: ledgers have pseudonyms.
 */
record ReservationId(long number, List<InLedger> ledgers) {

  private static final int FORMAT = 1;

  /** More than a request can meet; a text that says more is not Weir's. */
  private static final int MOST = 64;

  ReservationId {
    ledgers = List.copyOf(ledgers);
  }

  /** The holds of one ledger. */
  record InLedger(LedgerKey ledger, List<Hold> holds) {

    InLedger {
      holds = List.copyOf(holds);
    }
  }

  /**
   * A hold.
   *
   * @param account its id
   * @param estimate what it costs if the usage does not tell
   */
  record Hold(long account, long estimate) {}

  /** The id for applications, of letters, digits, "-" and "_". */
  String encode() {
    ByteWriter out = new ByteWriter().octet(FORMAT).fixed(number).count(ledgers.size());
    for (InLedger one : ledgers) {
      out.text(one.ledger().name())
          .octet(one.ledger().kept().number())
          .octet(one.ledger().own() ? 1 : 0)
          .count(one.holds().size());
      one.holds().forEach(hold -> out.fixed(hold.account()).count(hold.estimate()));
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
  }

  /** Reads an id; nothing if it is none. */
  static Optional<ReservationId> decode(String text) {
    try {
      ByteReader in = new ByteReader(Base64.getUrlDecoder().decode(text));
      if (in.octet() != FORMAT) {
        return Optional.empty();
      }
      long number = in.fixed();
      List<InLedger> ledgers = new ArrayList<>();
      for (long rest = atMost(in.count()); rest > 0; rest--) {
        LedgerKey key = new LedgerKey(in.text(), LedgerRetention.of(in.octet()), in.octet() == 1);
        List<Hold> holds = new ArrayList<>();
        for (long more = atMost(in.count()); more > 0; more--) {
          holds.add(new Hold(in.fixed(), in.count()));
        }
        ledgers.add(new InLedger(key, holds));
      }
      return Optional.of(new ReservationId(number, ledgers));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static long atMost(long count) {
    if (count < 0 || count > MOST) {
      throw new IllegalArgumentException();
    }
    return count;
  }
}

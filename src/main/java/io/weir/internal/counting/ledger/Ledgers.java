package io.weir.internal.counting.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ledgers of all keys, in the cluster or in this JVM. Each call reads and changes one ledger in one
 * atomic step; {@link Ledger} says what it does.
 */
public interface Ledgers {

  /** As {@link Ledger#reserve}; all requests are of this ledger. */
  List<HoldResult> reserve(LedgerKey key, List<HoldRequest> requests, long number, Duration lease);

  /** As {@link Ledger#look}. */
  List<HoldResult> look(LedgerKey key, List<HoldRequest> requests);

  /** As {@link Ledger#settle}. */
  List<SettledHold> settle(LedgerKey key, List<HoldSettlement> settlements, long number);

  /** As {@link Ledger#extend}. */
  boolean extend(LedgerKey key, List<Long> accounts, long number, Duration lease);

  /** As {@link Ledger#charge}. */
  void charge(LedgerKey key, HoldSettlement charge);

  /** As {@link Ledger#reset}. */
  boolean reset(LedgerKey key, AccountSpec account);

  /** As {@link Ledger#topUp}. */
  boolean topUp(LedgerKey key, HoldSettlement more, long most);

  /** As {@link Ledger#levels}. */
  List<AllowanceLevel> levels(LedgerKey key, AccountSpec account);

  /** The written form of a ledger; nothing if nothing is spent or held in it. */
  Optional<byte[]> copy(LedgerKey key);

  /** As {@link Ledger#merge}, of a written form. */
  void restore(LedgerKey key, byte[] copy);
}

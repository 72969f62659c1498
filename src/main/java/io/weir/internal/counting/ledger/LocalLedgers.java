package io.weir.internal.counting.ledger;

import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.EntryTable;
import io.weir.internal.counting.store.UnixNanos;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/**
 * Ledgers of this JVM alone. Their number is {@linkplain EntryTable bounded}: of too many, those
 * are forgotten of whose budgets hardly anything is spent. If there are none, new keys share
 * overflow ledgers.
 */
public final class LocalLedgers implements Ledgers {

  private static final int MOST = 200_000;

  private final EntryTable<Ledger> table;
  private final InstantSource clock;

  public LocalLedgers(InstantSource clock) {
    this(clock, MOST);
  }

  LocalLedgers(InstantSource clock, int most) {
    this.clock = clock;
    this.table = new EntryTable<>(most, Ledger.MOST_LOST, Ledger::new);
  }

  @Override
  public List<HoldResult> reserve(
      LedgerKey key, List<HoldRequest> requests, long number, Duration lease) {
    return change(key, (ledger, now) -> ledger.reserve(requests, number, lease, now));
  }

  @Override
  public List<HoldResult> look(LedgerKey key, List<HoldRequest> requests) {
    return change(key, (ledger, now) -> ledger.look(requests, now));
  }

  /**
   * What was held in an overflow ledger is settled there, also if the key has one of its own now.
   */
  @Override
  public List<SettledHold> settle(LedgerKey key, List<HoldSettlement> settlements, long number) {
    return known(
        key,
        (ledger, now) -> ledger.settle(settlements, number, now),
        settlements.stream().map(one -> SettledHold.UNKNOWN).toList(),
        SettledHold::ofEither);
  }

  @Override
  public boolean extend(LedgerKey key, List<Long> accounts, long number, Duration lease) {
    return known(
        key,
        (ledger, now) -> ledger.extend(accounts, number, lease, now),
        false,
        Boolean::logicalOr);
  }

  @Override
  public void charge(LedgerKey key, HoldSettlement charge) {
    change(
        key,
        (ledger, now) -> {
          ledger.charge(charge, now);
          return true;
        });
  }

  @Override
  public boolean reset(LedgerKey key, AccountSpec account) {
    return change(key, (ledger, now) -> ledger.reset(account, now));
  }

  @Override
  public boolean topUp(LedgerKey key, HoldSettlement more, long most) {
    return change(key, (ledger, now) -> ledger.topUp(more, most, now));
  }

  @Override
  public List<AllowanceLevel> levels(LedgerKey key, AccountSpec account) {
    return change(key, (ledger, now) -> ledger.levels(account, now));
  }

  /** What is counted in an overflow ledger is not copied: it belongs to others, too. */
  @Override
  public Optional<byte[]> copy(LedgerKey key) {
    EntryTable.Part<Ledger> part = table.part(key.name());
    long now = UnixNanos.of(clock.instant());
    synchronized (part) {
      Ledger own = part.known(key.name());
      if (own == null || own.isEmpty(now)) {
        return Optional.empty();
      }
      ByteWriter out = new ByteWriter();
      own.write(out);
      return Optional.of(out.toByteArray());
    }
  }

  @Override
  public void restore(LedgerKey key, byte[] copy) {
    change(
        key,
        (ledger, now) -> {
          ledger.merge(Ledger.read(new ByteReader(copy)), now);
          return true;
        });
  }

  /** Forgets an account, as if it had never been. */
  void forget(LedgerKey key, long account) {
    known(
        key,
        (ledger, now) -> {
          ledger.forget(account);
          return true;
        },
        true,
        Boolean::logicalOr);
  }

  private <T> T change(LedgerKey key, BiFunction<Ledger, Long, T> operation) {
    EntryTable.Part<Ledger> part = table.part(key.name());
    long now = UnixNanos.of(clock.instant());
    synchronized (part) {
      Ledger ledger = part.entry(key.name(), now);
      T result = operation.apply(ledger, now);
      keep(part, key.name(), ledger, now);
      return result;
    }
  }

  /** Changes the ledger of a key and its overflow ledger, as far as there are any. */
  private <T> T known(
      LedgerKey key, BiFunction<Ledger, Long, T> operation, T otherwise, BinaryOperator<T> either) {
    EntryTable.Part<Ledger> part = table.part(key.name());
    long now = UnixNanos.of(clock.instant());
    synchronized (part) {
      T result = otherwise;
      Ledger own = part.known(key.name());
      if (own != null) {
        result = operation.apply(own, now);
        keep(part, key.name(), own, now);
      }
      Ledger overflow = part.overflow(key.name());
      return overflow == null ? result : either.apply(result, operation.apply(overflow, now));
    }
  }

  private static void keep(EntryTable.Part<Ledger> part, String name, Ledger ledger, long now) {
    if (ledger.isEmpty(now)) {
      part.remove(name);
    } else {
      part.keep(name, ledger);
    }
  }

  /** How many ledgers there are, and were forgotten. */
  public TableSize tableSize() {
    return new TableSize("ledgers", table.size(), table.forgotten());
  }

  /** How many ledgers there are. */
  int size() {
    return table.size();
  }
}

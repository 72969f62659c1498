package io.weir.internal.counting.ledger;

import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.UnixNanos;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Ledgers of this JVM alone. Their number is bounded: while there are too many in which something
 * counts, new keys share {@value #CROWDS} ledgers, and nothing is forgotten.
 */
public final class LocalLedgers implements Ledgers {

  private static final int MOST = 200_000;

  /** A power of two. */
  private static final int CROWDS = 64;

  private final ConcurrentHashMap<String, Ledger> ledgers = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final int most;

  public LocalLedgers(InstantSource clock) {
    this(clock, MOST);
  }

  LocalLedgers(InstantSource clock, int most) {
    this.clock = clock;
    this.most = most;
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

  @Override
  public List<SettledHold> settle(LedgerKey key, List<HoldSettlement> settlements, long number) {
    return change(key, (ledger, now) -> ledger.settle(settlements, number, now));
  }

  @Override
  public boolean extend(LedgerKey key, List<Long> accounts, long number, Duration lease) {
    return change(key, (ledger, now) -> ledger.extend(accounts, number, lease, now));
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
  public Optional<byte[]> copy(LedgerKey key) {
    return change(
        key,
        (ledger, now) -> {
          if (ledger.isEmpty(now)) {
            return Optional.empty();
          }
          ByteWriter out = new ByteWriter();
          ledger.write(out);
          return Optional.of(out.toByteArray());
        });
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
    change(
        key,
        (ledger, now) -> {
          ledger.forget(account);
          return true;
        });
  }

  private <T> T change(LedgerKey key, BiFunction<Ledger, Long, T> operation) {
    long now = UnixNanos.of(clock.instant());
    List<T> result = new ArrayList<>(1);
    ledgers.compute(
        place(key.name(), now),
        (name, known) -> {
          Ledger ledger = known == null ? new Ledger() : known;
          result.add(operation.apply(ledger, now));
          return ledger.isEmpty(now) ? null : ledger;
        });
    return result.get(0);
  }

  /** The name of the ledger; a shared one if there are too many. */
  private String place(String name, long now) {
    if (ledgers.size() < most || ledgers.containsKey(name)) {
      return name;
    }
    forgetEmpty(now);
    return ledgers.size() < most ? name : "crowd-" + (name.hashCode() & (CROWDS - 1));
  }

  private void forgetEmpty(long now) {
    ledgers
        .keySet()
        .forEach(name -> ledgers.computeIfPresent(name, (key, it) -> it.isEmpty(now) ? null : it));
  }

  /** How many ledgers there are. */
  int size() {
    return ledgers.size();
  }
}

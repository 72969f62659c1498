package io.weir.internal.counting.cluster;

import com.hazelcast.config.CacheConfig;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.MaxSizePolicy;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.AllowanceLevel;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.Ledgers;
import io.weir.internal.counting.ledger.SettledHold;
import io.weir.internal.counting.wire.LeastSpentEviction;
import io.weir.internal.counting.wire.LedgerOperation;
import io.weir.internal.counting.wire.MoreSpentMergePolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.expiry.ModifiedExpiryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Ledgers of the cluster. Each call is one operation on the node that keeps the ledger.
 *
 * @param tables one for each retention class
 * @param clock the time of operations; null for that of the node that keeps the ledger
 */
record ClusterLedgers(
    LedgerRetention.Each<Cache<String, byte[]>> tables, @Nullable InstantSource clock)
    implements Ledgers {

  private static final int MOST_LEDGERS = 200_000;

  /** New keys share so many ledgers of a table while it has no room for them. A power of two. */
  private static final int OVERFLOWS = 1 << 12;

  /** As good as for ever: another expiry policy would be one more class on the wire. */
  private static final Duration EVER = Duration.ofDays(36_525);

  /** A table with one synchronous backup, so that no spending is lost when a node dies. */
  static CacheConfig<String, byte[]> table(LedgerRetention kept) {
    CacheConfig<String, byte[]> config = new CacheConfig<>(kept.table());
    config.setTypes(String.class, byte[].class);
    config.setStatisticsEnabled(true); // They tell how many there are.
    config.setBackupCount(1);
    config.setExpiryPolicyFactory(
        ModifiedExpiryPolicy.factoryOf(
            new javax.cache.expiry.Duration(
                TimeUnit.SECONDS, kept.kept().orElse(EVER).toSeconds())));
    config.setEvictionConfig(
        new EvictionConfig()
            .setMaxSizePolicy(MaxSizePolicy.ENTRY_COUNT)
            .setSize(MOST_LEDGERS)
            .setComparator(new LeastSpentEviction(kept)));
    config.getMergePolicyConfig().setPolicy(MoreSpentMergePolicy.class.getName());
    return config;
  }

  @Override
  public List<HoldResult> reserve(
      LedgerKey key, List<HoldRequest> requests, long number, Duration lease) {
    return LedgerOperation.results(
        invoke(key, LedgerOperation.reserve(key.kept(), requests, number, lease, time())));
  }

  @Override
  public List<HoldResult> look(LedgerKey key, List<HoldRequest> requests) {
    return LedgerOperation.results(invoke(key, LedgerOperation.look(key.kept(), requests, time())));
  }

  @Override
  public List<SettledHold> settle(LedgerKey key, List<HoldSettlement> settlements, long number) {
    LedgerOperation operation = LedgerOperation.settle(key.kept(), settlements, number, time());
    byte[] answer = invokeOnOwn(key, operation);
    if (LedgerOperation.isElsewhere(answer)) {
      return LedgerOperation.settled(invokeOnOverflow(key, operation));
    }
    List<SettledHold> settled = LedgerOperation.settled(answer);
    // What is not here was held before the key had a ledger of its own, or was settled before.
    return settled.stream().allMatch(SettledHold::settled)
        ? settled
        : SettledHold.ofEither(settled, LedgerOperation.settled(invokeOnOverflow(key, operation)));
  }

  @Override
  public boolean extend(LedgerKey key, List<Long> accounts, long number, Duration lease) {
    LedgerOperation operation = LedgerOperation.extend(key.kept(), accounts, number, lease, time());
    byte[] answer = invokeOnOwn(key, operation);
    return (!LedgerOperation.isElsewhere(answer) && LedgerOperation.done(answer))
        || LedgerOperation.done(invokeOnOverflow(key, operation));
  }

  @Override
  public void charge(LedgerKey key, HoldSettlement charge) {
    invoke(key, LedgerOperation.charge(key.kept(), charge, time()));
  }

  @Override
  public boolean reset(LedgerKey key, AccountSpec account) {
    return LedgerOperation.done(invoke(key, LedgerOperation.reset(key.kept(), account, time())));
  }

  @Override
  public boolean topUp(LedgerKey key, HoldSettlement more, long most) {
    return LedgerOperation.done(invoke(key, LedgerOperation.topUp(key.kept(), more, most, time())));
  }

  @Override
  public List<AllowanceLevel> levels(LedgerKey key, AccountSpec account) {
    return LedgerOperation.levels(invoke(key, LedgerOperation.levels(key.kept(), account, time())));
  }

  /** What is counted in an overflow ledger is not copied: it belongs to others, too. */
  @Override
  public Optional<byte[]> copy(LedgerKey key) {
    return Optional.ofNullable(tables.of(key.kept()).get(key.name()));
  }

  @Override
  public void restore(LedgerKey key, byte[] copy) {
    invoke(key, LedgerOperation.merge(key.kept(), copy, time()));
  }

  private byte[] invoke(LedgerKey key, LedgerOperation operation) {
    byte[] answer = invokeOnOwn(key, operation);
    return LedgerOperation.isElsewhere(answer) ? invokeOnOverflow(key, operation) : answer;
  }

  private byte[] invokeOnOwn(LedgerKey key, LedgerOperation operation) {
    return tables.of(key.kept()).invoke(key.name(), operation);
  }

  private byte[] invokeOnOverflow(LedgerKey key, LedgerOperation operation) {
    return tables
        .of(key.kept())
        .invoke("overflow-" + (key.name().hashCode() & (OVERFLOWS - 1)), operation.onOverflow());
  }

  private @Nullable Instant time() {
    return clock == null ? null : clock.instant();
  }
}

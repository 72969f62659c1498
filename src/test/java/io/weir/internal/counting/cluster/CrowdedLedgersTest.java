package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cache.HazelcastCachingProvider;
import com.hazelcast.cache.HazelcastMemberCachingProvider;
import com.hazelcast.config.CacheConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.weir.internal.counting.TableSize;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.SettledHold;
import io.weir.internal.counting.ledger.Span;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import javax.cache.Cache;
import javax.cache.CacheManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** More keys than a table of the cluster has room for. */
class CrowdedLedgersTest {

  private static final int SIZE = 1000;

  /** Hazelcast bounds each of its 271 parts, so a small table has more than it should. */
  private static final int FLOOD = 12_000;

  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final AccountSpec HUNDRED =
      new AccountSpec(
          1,
          List.of(new Allowance(100, new Span(Span.Kind.ROLLING, Duration.ofHours(1)))),
          ZoneOffset.UTC,
          List.of());

  private static ClusterMember member;
  private static CacheManager manager;

  @BeforeAll
  static void start() throws IOException {
    int port = ClusterEntriesTest.freePort();
    member = ClusterMember.start(Policies.member(port, List.of()));
    HazelcastInstance hazelcast =
        Hazelcast.getAllHazelcastInstances().stream()
            .filter(one -> one.getCluster().getLocalMember().getAddress().getPort() == port)
            .findFirst()
            .orElseThrow();
    manager =
        new HazelcastMemberCachingProvider()
            .getCacheManager(
                null,
                ClusterMember.class.getClassLoader(),
                HazelcastCachingProvider.propertiesByInstanceItself(hazelcast));
  }

  @AfterAll
  static void stop() {
    member.close();
  }

  /** As the tables are, with room for less. */
  private static ClusterLedgers ledgers(String name) {
    return new ClusterLedgers(LedgerRetention.each(kept -> table(name, kept)), null);
  }

  @Test
  void a_full_table_tells_how_many_keys_it_has_forgotten() {
    ClusterLedgers ledgers = ledgers("told");
    assertThat(Tables.size("ledgers", ledgers.tables().all().values()))
        .isEqualTo(new TableSize("ledgers", 0, 0));
    for (int i = 0; i < FLOOD; i++) {
      ledgers.charge(
          new LedgerKey("light-" + i, LedgerRetention.YEAR, true), new HoldSettlement(HUNDRED, 1));
    }

    TableSize size = Tables.size("ledgers", ledgers.tables().all().values());
    assertThat(size.kept() + size.forgotten()).isEqualTo(FLOOD);
    assertThat(size.forgotten()).isPositive();
  }

  private static Cache<String, byte[]> table(String name, LedgerRetention kept) {
    CacheConfig<String, byte[]> config = ClusterLedgers.table(kept);
    config.getEvictionConfig().setSize(SIZE);
    return manager.createCache(name + kept, config);
  }

  private static LedgerKey key(String name) {
    return new LedgerKey(name, LedgerRetention.MONTH, true);
  }

  private static void spend(ClusterLedgers ledgers, String name, long amount) {
    ledgers.charge(key(name), new HoldSettlement(HUNDRED, amount));
  }

  private static List<HoldRequest> request(LedgerKey key, long amount) {
    return List.of(new HoldRequest(key, HUNDRED, amount, false, true, WhenClusterFails.LOCAL));
  }

  private static long left(ClusterLedgers ledgers, String name) {
    return ledgers.look(key(name), request(key(name), 0)).get(0).left().get(0);
  }

  @Test
  void a_flood_of_keys_makes_nobody_forgotten_who_has_spent_much_and_new_keys_share() {
    ClusterLedgers ledgers = ledgers("crowded");
    for (int i = 0; i < 100; i++) {
      spend(ledgers, "victim-" + i, 100);
    }
    for (int i = 0; i < FLOOD; i++) {
      spend(ledgers, "attacker-" + i, 30);
    }
    int forgotten = 0;
    for (int i = 0; i < 100; i++) {
      forgotten += left(ledgers, "victim-" + i) > 0 ? 1 : 0;
    }
    // One new key a second shows whether there is room again.
    assertThat(forgotten).isLessThanOrEqualTo(2);
    // Some of them got a ledger of their own before the table was full.
    assertThat(left(ledgers, "attacker-" + (FLOOD - 1))).isLessThan(70);

    LedgerKey late = key("late");
    assertThat(ledgers.reserve(late, request(late, 1), 7, LEASE).get(0).admitted()).isTrue();
    assertThat(ledgers.extend(late, List.of(1L), 7, LEASE)).isTrue();
    assertThat(ledgers.settle(late, List.of(new HoldSettlement(HUNDRED, 2)), 7))
        .extracting(SettledHold::settled)
        .containsExactly(true);
    assertThat(ledgers.settle(late, List.of(new HoldSettlement(HUNDRED, 2)), 7))
        .extracting(SettledHold::settled)
        .containsExactly(false);
  }
}

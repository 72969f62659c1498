package io.weir.internal.counting.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.AccountSpec;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.AllowanceLevel;
import io.weir.internal.counting.ledger.HoldRequest;
import io.weir.internal.counting.ledger.HoldResult;
import io.weir.internal.counting.ledger.HoldSettlement;
import io.weir.internal.counting.ledger.LedgerKey;
import io.weir.internal.counting.ledger.LedgerRetention;
import io.weir.internal.counting.ledger.Ledgers;
import io.weir.internal.counting.ledger.SettledHold;
import io.weir.internal.counting.ledger.Span;
import io.weir.internal.counting.wire.MoreSpentMergePolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two members share ledgers. */
class ClusterLedgersTest {

  private static final Duration LEASE = Duration.ofMinutes(10);

  private static ClusterMember one;
  private static ClusterMember other;
  private static Ledgers here;
  private static Ledgers there;

  @BeforeAll
  static void startTwoMembers() throws IOException {
    int port = ClusterEntriesTest.freePort();
    int otherPort = ClusterEntriesTest.freePort();
    List<Endpoint> members =
        List.of(new Endpoint("127.0.0.1", port), new Endpoint("127.0.0.1", otherPort));
    one = ClusterMember.start(Policies.member(port, members));
    other = ClusterMember.start(Policies.member(otherPort, members));
    here = one.ledgers();
    there = other.ledgers();
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
  }

  @Test
  void what_one_member_holds_the_other_settles_once() {
    LedgerKey key = key("settled");
    AccountSpec five = account(5);
    here.reserve(key, List.of(request(key, five, 4)), 7, LEASE);

    assertThat(there.reserve(key, List.of(request(key, five, 4)), 8, LEASE).get(0).admitted())
        .isFalse();
    assertThat(there.settle(key, List.of(new HoldSettlement(five, 6)), 7))
        .containsExactly(new SettledHold(true, 100, 1));
    assertThat(here.settle(key, List.of(new HoldSettlement(five, 6)), 7))
        .extracting(SettledHold::settled)
        .containsExactly(false);
    assertThat(left(here, key, five)).isEqualTo(-1);
  }

  @Test
  void what_an_administrator_adds_on_one_member_is_left_on_the_other() {
    LedgerKey key = key("topped up");
    AccountSpec five = account(5);
    here.charge(key, new HoldSettlement(five, 4));

    assertThat(there.topUp(key, new HoldSettlement(five, 7), 10)).isTrue();
    assertThat(here.topUp(key, new HoldSettlement(five, 4), 10)).isFalse();

    assertThat(left(here, key, five)).isEqualTo(8);
    assertThat(here.levels(key, five))
        .isEqualTo(there.levels(key, five))
        .containsExactly(new AllowanceLevel(4, 0, 7, Optional.empty()));
    here.reset(key, five);
    assertThat(left(there, key, five)).isEqualTo(5);
  }

  @Test
  void a_refusal_reaches_the_other_member_as_it_was_decided() {
    LedgerKey key = key("refused");
    AccountSpec hour =
        new AccountSpec(
            1,
            List.of(new Allowance(5, new Span(Span.Kind.ROLLING, Duration.ofHours(1)))),
            ZoneOffset.UTC,
            List.of(50));
    here.charge(key, new HoldSettlement(hour, 5));

    HoldResult refused = there.reserve(key, List.of(request(key, hour, 1)), 8, LEASE).get(0);

    assertThat(refused.outcome()).isEqualTo(HoldResult.Outcome.REFUSED);
    assertThat(refused.left()).containsExactly(0L);
    assertThat(refused.refusing()).isZero();
    assertThat(refused.warned()).isEqualTo(50);
    assertThat(refused.delay().orElseThrow())
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(62));
  }

  @Test
  void a_ledger_is_extended_reset_copied_and_restored() {
    LedgerKey key = key("kept");
    AccountSpec five = account(5);
    here.reserve(key, List.of(request(key, five, 4)), 7, LEASE);

    assertThat(there.extend(key, List.of(1L), 7, LEASE)).isTrue();
    byte[] copy = there.copy(key).orElseThrow();
    assertThat(there.reset(key, five)).isTrue();
    assertThat(left(here, key, five)).isEqualTo(5);
    there.restore(key, copy);
    assertThat(left(here, key, five)).isEqualTo(5);
    there.restore(key("restored"), copy);
    assertThat(left(here, key("restored"), five)).isEqualTo(1);
  }

  @Test
  void a_thousand_requests_on_two_members_never_spend_more_than_the_budget() throws Exception {
    LedgerKey key = key("thousand");
    AccountSpec ten = account(10_000_000_000L);
    long estimate = 70_000_000;
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      long number = i;
      Ledgers ledgers = i % 2 == 0 ? here : there;
      answers.add(
          threads.submit(
              () -> {
                boolean held =
                    ledgers
                        .reserve(key, List.of(request(key, ten, estimate)), number, LEASE)
                        .get(0)
                        .admitted();
                ledgers.settle(key, List.of(new HoldSettlement(ten, estimate - number)), number);
                return held;
              }));
    }
    int admitted = 0;
    for (Future<Boolean> answer : answers) {
      admitted += answer.get() ? 1 : 0;
    }
    threads.shutdown();

    assertThat(admitted).isEqualTo(142);
    assertThat(left(here, key, ten)).isBetween(0L, estimate);
  }

  /** Hazelcast's own policy would keep what one part of a split cluster has spent. */
  @Test
  void after_a_split_every_table_keeps_the_greater_spending() {
    for (LedgerRetention kept : LedgerRetention.values()) {
      assertThat(ClusterLedgers.table(kept).getMergePolicyConfig().getPolicy())
          .isEqualTo(MoreSpentMergePolicy.class.getName());
    }
  }

  private static long left(Ledgers ledgers, LedgerKey key, AccountSpec account) {
    return ledgers.look(key, List.of(request(key, account, 0))).get(0).left().get(0);
  }

  private static LedgerKey key(String name) {
    return new LedgerKey(name, LedgerRetention.EVER, false);
  }

  private static HoldRequest request(LedgerKey key, AccountSpec account, long amount) {
    return new HoldRequest(key, account, amount, false, true, WhenClusterFails.LOCAL);
  }

  private static AccountSpec account(long amount) {
    return new AccountSpec(
        1, List.of(new Allowance(amount, Span.UNTIL_RESET)), ZoneOffset.UTC, List.of(100));
  }
}

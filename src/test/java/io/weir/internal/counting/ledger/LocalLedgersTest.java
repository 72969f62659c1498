package io.weir.internal.counting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.HandClock;
import io.weir.internal.counting.WhenClusterFails;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More keys than a JVM has room for. */
class LocalLedgersTest {

  private static final int MOST = 1 << 13;
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final AccountSpec HUNDRED =
      new AccountSpec(
          1,
          List.of(new Allowance(100, new Span(Span.Kind.ROLLING, Duration.ofHours(1)))),
          ZoneOffset.UTC,
          List.of());

  private final HandClock clock = new HandClock(Instant.parse("2026-11-01T10:00:00Z"));
  private final LocalLedgers ledgers = new LocalLedgers(clock, MOST);

  private static LedgerKey key(String name) {
    return new LedgerKey(name, LedgerRetention.DAY, true);
  }

  private static List<HoldRequest> request(LedgerKey key, long amount) {
    return List.of(new HoldRequest(key, HUNDRED, amount, false, true, WhenClusterFails.LOCAL));
  }

  private void spend(String name, long amount) {
    ledgers.charge(key(name), new HoldSettlement(HUNDRED, amount));
  }

  private boolean hold(String name, long amount, long number) {
    return ledgers.reserve(key(name), request(key(name), amount), number, LEASE).get(0).admitted();
  }

  private long left(String name) {
    return ledgers.look(key(name), request(key(name), 0)).get(0).left().get(0);
  }

  @Test
  void a_flood_of_keys_that_spend_little_makes_nobody_forgotten_who_has_spent_more() {
    for (int i = 0; i < 100; i++) {
      spend("spent-" + i, 100);
      spend("some-" + i, 11);
      hold("holds-" + i, 1, i);
    }
    for (int i = 0; i < 10 * MOST; i++) {
      spend("stranger-" + i, 10);
    }

    assertThat(ledgers.size()).isLessThanOrEqualTo(MOST);
    for (int i = 0; i < 100; i++) {
      assertThat(left("spent-" + i)).isZero();
      assertThat(left("some-" + i)).isEqualTo(89);
      assertThat(left("holds-" + i)).isEqualTo(99);
    }
  }

  @Test
  void while_all_ledgers_are_needed_new_keys_share_overflow_ledgers() {
    for (int i = 0; i < 2 * MOST; i++) {
      spend("attacker-" + i, 60);
    }
    assertThat(ledgers.size()).isLessThanOrEqualTo(MOST);
    assertThat(left("attacker-0")).isEqualTo(40);
    int admitted = 0;
    for (int i = 0; i < 400; i++) {
      admitted += hold("new-" + i, 50, i) ? 1 : 0;
    }
    assertThat(admitted).isBetween(1, 399);
  }

  @Test
  void what_an_overflow_ledger_holds_is_settled_and_extended_there() {
    for (int i = 0; i < 2 * MOST; i++) {
      spend("attacker-" + i, 60);
    }
    String alone = null;
    for (int i = 0; alone == null; i++) {
      // One whose overflow ledger nobody has used.
      alone = hold("new-" + i, 100, 7) ? "new-" + i : null;
    }
    clock.pass(LEASE.dividedBy(2));
    assertThat(ledgers.extend(key(alone), List.of(1L), 7, LEASE)).isTrue();
    clock.pass(LEASE.minusSeconds(1));
    assertThat(ledgers.settle(key(alone), List.of(new HoldSettlement(HUNDRED, 0)), 7))
        .extracting(SettledHold::settled)
        .containsExactly(true);
    assertThat(ledgers.extend(key(alone), List.of(1L), 7, LEASE)).isFalse();
  }

  @Test
  void a_hold_in_an_overflow_ledger_is_settled_after_its_key_has_a_ledger_of_its_own() {
    for (int i = 0; i < 2 * MOST; i++) {
      spend("attacker-" + i, 60);
    }
    String name = null;
    for (int i = 0; name == null; i++) {
      name = hold("new-" + i, 100, 7) ? "new-" + i : null;
    }
    ledgers.extend(key(name), List.of(1L), 7, Duration.ofHours(3));
    clock.pass(Duration.ofHours(2));
    spend(name, 5);
    assertThat(left(name)).isEqualTo(95);

    List<SettledHold> settled =
        ledgers.settle(key(name), List.of(new HoldSettlement(HUNDRED, 130)), 7);

    assertThat(settled).extracting(SettledHold::settled).containsExactly(true);
    assertThat(settled).extracting(SettledHold::overdraft).containsExactly(30L);
    assertThat(ledgers.settle(key(name), List.of(new HoldSettlement(HUNDRED, 130)), 7))
        .extracting(SettledHold::settled)
        .containsExactly(false);
    assertThat(left(name)).isEqualTo(95);
  }

  @Test
  void what_belongs_to_others_too_is_not_copied() {
    for (int i = 0; i < 2 * MOST; i++) {
      spend("attacker-" + i, 60);
    }
    spend("new", 60);

    assertThat(ledgers.copy(key("attacker-0"))).isPresent();
    assertThat(ledgers.copy(key("new"))).isEmpty();
  }
}

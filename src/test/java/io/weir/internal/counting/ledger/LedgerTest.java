package io.weir.internal.counting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.store.ByteReader;
import io.weir.internal.counting.store.ByteWriter;
import io.weir.internal.counting.store.UnixNanos;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final LedgerKey KEY = new LedgerKey("k", LedgerRetention.DAY, true);
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Span IN_ALL = Span.UNTIL_RESET;
  private static final Span HOUR = new Span(Span.Kind.ROLLING, Duration.ofHours(1));

  private long now = UnixNanos.of(Instant.parse("2026-11-01T10:00:00Z"));
  private long number;
  private final Ledger ledger = new Ledger();

  @Test
  void what_is_held_cannot_be_held_again() {
    AccountSpec five = account(1, 5, IN_ALL);

    assertThat(reserve(five, 3).admitted()).isTrue();
    assertThat(reserve(five, 3).admitted()).isFalse();
    assertThat(reserve(five, 2).admitted()).isTrue();
  }

  @Test
  void what_was_estimated_too_high_is_given_back() {
    AccountSpec five = account(1, 5, IN_ALL);
    reserve(five, 5);

    assertThat(settle(five, number, 1).settled()).isTrue();

    assertThat(reserve(five, 4).left()).containsExactly(0L);
  }

  @Test
  void what_cost_more_than_estimated_is_taken_and_stops_the_next() {
    AccountSpec five = account(1, 5, IN_ALL);
    reserve(five, 1);

    assertThat(settle(five, number, 8)).isEqualTo(new SettledHold(true, 0, 3));

    assertThat(reserve(five, 0).admitted()).isFalse();
  }

  @Test
  void a_hold_is_settled_once() {
    AccountSpec five = account(1, 5, IN_ALL);
    reserve(five, 1);
    settle(five, number, 2);

    assertThat(settle(five, number, 2).settled()).isFalse();

    assertThat(reserve(five, 0).left()).containsExactly(3L);
  }

  @Test
  void a_hold_that_nobody_settles_is_charged_when_its_lease_is_over_and_not_again() {
    AccountSpec five = account(1, 5, IN_ALL);
    reserve(five, 4);
    now += LEASE.toNanos();

    assertThat(settle(five, number, 1).settled()).isFalse();
    assertThat(reserve(five, 0).left()).containsExactly(1L);
  }

  @Test
  void a_free_hold_that_nobody_settles_costs_nothing() {
    AccountSpec five = account(1, 5, IN_ALL);
    ledger.reserve(
        List.of(new HoldRequest(KEY, five, 4, true, true, WhenClusterFails.LOCAL)), 7, LEASE, now);
    now += LEASE.toNanos();

    assertThat(reserve(five, 0).left()).containsExactly(5L);
  }

  @Test
  void an_extended_lease_is_over_later() {
    AccountSpec five = account(1, 5, IN_ALL);
    reserve(five, 4);

    assertThat(ledger.extend(List.of(1L), number, LEASE.multipliedBy(3), now)).isTrue();
    now += LEASE.multipliedBy(2).toNanos();

    assertThat(settle(five, number, 1).settled()).isTrue();
  }

  @Test
  void all_accounts_hold_or_none() {
    AccountSpec five = account(1, 5, IN_ALL);
    AccountSpec two = account(2, 2, HOUR);

    List<HoldResult> refused =
        ledger.reserve(List.of(request(five, 3, true), request(two, 3, true)), 7, LEASE, now);

    assertThat(refused).extracting(HoldResult::admitted).containsExactly(true, false);
    assertThat(reserve(five, 0).left()).containsExactly(5L);
  }

  @Test
  void an_account_that_only_observes_stops_no_other() {
    AccountSpec five = account(1, 5, IN_ALL);
    AccountSpec two = account(2, 2, HOUR);

    ledger.reserve(List.of(request(five, 3, true), request(two, 3, false)), 7, LEASE, now);

    assertThat(reserve(five, 0).left()).containsExactly(2L);
  }

  @Test
  void a_request_without_an_estimate_passes_until_the_account_is_spent() {
    AccountSpec five = account(1, 5, IN_ALL);

    assertThat(reserve(five, 0).admitted()).isTrue();
    assertThat(reserve(five, 5).admitted()).isTrue();
    assertThat(reserve(five, 0).admitted()).isFalse();
  }

  @Test
  void a_refusal_tells_the_time_that_helps() {
    AccountSpec five = account(1, 5, HOUR);
    spend(five, 5);
    now += Duration.ofMinutes(10).toNanos();

    // A cell of one minute counts as a whole.
    assertThat(reserve(five, 1).delay()).contains(Duration.ofMinutes(51));
  }

  @Test
  void no_time_helps_what_is_larger_than_the_budget_or_spent_in_all() {
    AccountSpec five = account(1, 5, HOUR);
    AccountSpec inAll = account(2, 5, IN_ALL);
    spend(inAll, 5);

    assertThat(reserve(five, 6).delay()).isEmpty();
    assertThat(reserve(inAll, 1).delay()).isEmpty();
  }

  @Test
  void holds_of_others_are_worth_waiting_for() {
    AccountSpec five = account(1, 5, IN_ALL);
    reserve(five, 5);

    assertThat(reserve(five, 1).delay()).isPresent();
  }

  @Test
  void what_overflows_is_refused() {
    AccountSpec most = account(1, Long.MAX_VALUE, IN_ALL);
    reserve(most, 1);
    settle(most, number, Long.MAX_VALUE);

    assertThat(reserve(most, 0).admitted()).isFalse();
    assertThat(reserve(most, Long.MAX_VALUE).admitted()).isFalse();
  }

  @Test
  void a_day_ends_at_midnight_of_the_zone() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Span day = new Span(Span.Kind.ALIGNED, Duration.ofDays(1));
    AccountSpec five = new AccountSpec(1, List.of(new Allowance(5, day)), berlin, List.of());
    spend(five, 5);

    assertThat(reserve(five, 1).delay()).contains(Duration.ofHours(13));
    now += Duration.ofHours(13).toNanos();
    assertThat(reserve(five, 1).admitted()).isTrue();
  }

  @Test
  void a_span_after_the_first_spending_ends_at_once() {
    Span half = new Span(Span.Kind.AFTER, Duration.ofMinutes(30));
    AccountSpec five = account(1, 5, half);
    spend(five, 2);
    now += Duration.ofMinutes(20).toNanos();
    spend(five, 3);

    assertThat(reserve(five, 1).delay()).contains(Duration.ofMinutes(10));
    now += Duration.ofMinutes(10).toNanos();
    assertThat(reserve(five, 5).admitted()).isTrue();
  }

  @Test
  void what_is_spent_in_all_is_forgotten_when_the_key_was_idle() {
    AccountSpec five = account(1, 5, new Span(Span.Kind.IDLE, Duration.ofDays(1)));
    spend(five, 3);
    now += Duration.ofHours(20).toNanos();
    spend(five, 1);
    now += Duration.ofHours(20).toNanos();
    assertThat(reserve(five, 2).admitted()).isFalse();

    now += Duration.ofHours(5).toNanos();
    assertThat(reserve(five, 5).admitted()).isTrue();
  }

  @Test
  void a_percentage_warns_once_and_again_only_after_spending_fell() {
    AccountSpec warning =
        new AccountSpec(1, List.of(new Allowance(100, HOUR)), ZoneOffset.UTC, List.of(80, 95));

    assertThat(warnedAfter(warning, 79)).isZero();
    assertThat(warnedAfter(warning, 1)).isEqualTo(80);
    assertThat(warnedAfter(warning, 1)).isZero();
    assertThat(warnedAfter(warning, 15)).isEqualTo(95);
    now += Duration.ofHours(2).toNanos();
    assertThat(warnedAfter(warning, 10)).isZero();
    assertThat(warnedAfter(warning, 75)).isEqualTo(80);
  }

  @Test
  void a_reset_forgets_what_was_spent_and_held() {
    AccountSpec five = account(1, 5, IN_ALL);
    spend(five, 4);
    reserve(five, 1);

    assertThat(ledger.reset(five, now)).isTrue();

    assertThat(reserve(five, 5).admitted()).isTrue();
  }

  @Test
  void what_is_added_can_be_spent_until_the_period_ends() {
    AccountSpec five = account(1, 5, new Span(Span.Kind.ALIGNED, Duration.ofHours(1)));
    spend(five, 5);
    now += Duration.ofMinutes(20).toNanos();

    assertThat(topUp(five, 3, 50)).isTrue();

    assertThat(ledger.levels(five, now))
        .containsExactly(new AllowanceLevel(5, 0, 3, Optional.of(Duration.ofMinutes(40))));
    assertThat(reserve(five, 4).admitted()).isFalse();
    assertThat(reserve(five, 2).left()).containsExactly(1L);
    now += Duration.ofMinutes(40).toNanos();
    assertThat(left(ledger, five)).isEqualTo(5);
    assertThat(ledger.levels(five, now).get(0).added()).isZero();
  }

  @Test
  void what_is_added_counts_in_every_span_as_long_as_what_is_spent_then() {
    for (Span span :
        List.of(
            HOUR,
            new Span(Span.Kind.AFTER, Duration.ofHours(1)),
            new Span(Span.Kind.IDLE, Duration.ofHours(1)),
            Span.UNTIL_MIDNIGHT)) {
      AccountSpec five = account(1, 5, span);
      assertThat(topUp(five, 4, 50)).isTrue();
      assertThat(left(ledger, five)).as(span.toString()).isEqualTo(9);
      now += Duration.ofMinutes(30).toNanos();
      assertThat(left(ledger, five)).as(span.toString()).isEqualTo(9);
      now += Duration.ofHours(25).toNanos();
      assertThat(left(ledger, five)).as(span.toString()).isEqualTo(5);
    }
    AccountSpec inAll = account(2, 5, IN_ALL);
    topUp(inAll, 4, 50);
    now += Duration.ofDays(300).toNanos();
    assertThat(left(ledger, inAll)).isEqualTo(9);
    ledger.reset(inAll, now);
    assertThat(left(ledger, inAll)).isEqualTo(5);
  }

  @Test
  void what_is_added_has_a_bound_and_is_added_as_a_whole_or_not_at_all() {
    AccountSpec five = account(1, 5, IN_ALL);

    assertThat(topUp(five, 7, 10)).isTrue();
    assertThat(topUp(five, 4, 10)).isFalse();
    assertThat(topUp(five, Long.MAX_VALUE, 10)).isFalse();
    assertThat(left(ledger, five)).isEqualTo(12);
    assertThat(topUp(five, 3, 10)).isTrue();
    assertThat(left(ledger, five)).isEqualTo(15);
  }

  @Test
  void what_was_added_lapses_with_the_time_that_helps() {
    AccountSpec five = account(1, 5, HOUR);
    topUp(five, 3, 50);
    spend(five, 8);
    now += Duration.ofMinutes(10).toNanos();

    // When the eight are forgotten, so are the three: five are left.
    assertThat(reserve(five, 5).delay()).contains(Duration.ofMinutes(51));
    assertThat(reserve(five, 6).delay()).isEmpty();
  }

  @Test
  void what_was_added_is_not_added_again_by_a_copy() {
    AccountSpec five = account(1, 5, HOUR);
    topUp(five, 3, 50);
    ByteWriter out = new ByteWriter();
    ledger.write(out);

    ledger.merge(Ledger.read(new ByteReader(out.toByteArray())), now);

    assertThat(left(ledger, five)).isEqualTo(8);
  }

  /** Files of a node that was not told of top-ups yet. */
  @Test
  void a_ledger_in_the_format_before_is_read() {
    byte[] before =
        HexFormat.of()
            .parseHex(
                "04010000000000000001015a00000000000000000018e3e37c630040000104000501808082b08cdff1e3310200");
    Ledger read = Ledger.read(new ByteReader(before));

    assertThat(left(read, account(1, 5, IN_ALL))).isEqualTo(3);
  }

  private boolean topUp(AccountSpec spec, long amount, long most) {
    return ledger.topUp(new HoldSettlement(spec, amount), most, now);
  }

  @Test
  void an_older_copy_forgives_nothing_and_charges_nothing_twice() {
    AccountSpec five = account(1, 5, IN_ALL);
    spend(five, 2);
    Ledger copy = new Ledger();
    copy.merge(ledger, now);

    Ledger fresh = new Ledger();
    fresh.merge(copy, now);
    fresh.merge(copy, now);

    assertThat(fresh.look(List.of(request(five, 0, true)), now).get(0).left()).containsExactly(3L);
  }

  @Test
  void what_was_reset_does_not_come_back_with_an_older_copy() {
    AccountSpec five = account(1, 5, IN_ALL);
    spend(five, 4);
    reserve(five, 1);
    Ledger old = new Ledger();
    old.merge(ledger, now);
    now += 1;
    ledger.reset(five, now);
    now += 1;
    spend(five, 2);

    ledger.merge(old, now);
    old.merge(ledger, now);

    assertThat(left(ledger, five)).isEqualTo(3);
    assertThat(left(old, five)).isEqualTo(3);
  }

  @Test
  void a_hold_that_was_settled_does_not_come_back_with_an_older_copy() {
    AccountSpec five = account(1, 5, IN_ALL);
    reserve(five, 4);
    Ledger old = new Ledger();
    old.merge(ledger, now);
    now += 1;
    settle(five, number, 1);

    ledger.merge(old, now);

    assertThat(left(ledger, five)).isEqualTo(4);
    assertThat(left(old, five)).isEqualTo(1);
  }

  private long left(Ledger of, AccountSpec spec) {
    return of.look(List.of(request(spec, 0, true)), now).get(0).left().get(0);
  }

  @Test
  void the_oldest_of_too_many_holds_is_charged() {
    AccountSpec many = account(1, 1_000_000, IN_ALL);
    for (int i = 0; i <= Account.MOST_HOLDS; i++) {
      reserve(many, 1);
    }

    assertThat(settle(many, 1, 0).settled()).isFalse();
    assertThat(settle(many, 2, 0).settled()).isTrue();
    assertThat(reserve(many, 0).left()).containsExactly(1_000_000L - Account.MOST_HOLDS);
  }

  private int warnedAfter(AccountSpec spec, long amount) {
    reserve(spec, 0);
    return settle(spec, number, amount).warned();
  }

  private void spend(AccountSpec spec, long amount) {
    reserve(spec, 0);
    settle(spec, number, amount);
  }

  private HoldResult reserve(AccountSpec spec, long amount) {
    number++;
    return ledger.reserve(List.of(request(spec, amount, true)), number, LEASE, now).get(0);
  }

  private SettledHold settle(AccountSpec spec, long settled, long amount) {
    return ledger.settle(List.of(new HoldSettlement(spec, amount)), settled, now).get(0);
  }

  private static HoldRequest request(AccountSpec spec, long amount, boolean stops) {
    return new HoldRequest(KEY, spec, amount, false, stops, WhenClusterFails.LOCAL);
  }

  private static AccountSpec account(long id, long amount, Span span) {
    return new AccountSpec(id, List.of(new Allowance(amount, span)), ZoneOffset.UTC, List.of());
  }

  /** Units are unlike: ten cents of a dollar are many nano-units, and little of the budget. */
  @Test
  void a_ledger_weighs_what_is_spent_of_its_budgets() {
    long at = 1_800_000_000_000_000_000L;
    Span hour = new Span(Span.Kind.ROLLING, Duration.ofHours(1));

    assertThat(weight(hour, 1_000_000_000, 100_000_000, at)).isEqualTo(0.1);
    assertThat(weight(hour, 100, 90, at)).isEqualTo(0.9);
    assertThat(weight(Span.UNTIL_RESET, 1_000_000, 1, at)).isEqualTo(1);
    Ledger held = new Ledger();
    AccountSpec account = weighed(hour, 100);
    held.reserve(
        List.of(
            new HoldRequest(
                new LedgerKey("k", LedgerRetention.DAY, true),
                account,
                1,
                false,
                true,
                io.weir.internal.counting.WhenClusterFails.LOCAL)),
        7,
        Duration.ofMinutes(1),
        at);
    assertThat(held.weight(at)).isEqualTo(1);
  }

  private static double weight(Span span, long allowed, long spent, long at) {
    Ledger ledger = new Ledger();
    ledger.charge(new HoldSettlement(weighed(span, allowed), spent), at);
    ByteWriter out = new ByteWriter();
    ledger.write(out);
    return Ledger.read(new ByteReader(out.toByteArray())).weight(at);
  }

  private static AccountSpec weighed(Span span, long allowed) {
    return new AccountSpec(
        1, List.of(new Allowance(allowed, span)), java.time.ZoneOffset.UTC, List.of());
  }
}

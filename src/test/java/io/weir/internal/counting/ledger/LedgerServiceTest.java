package io.weir.internal.counting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerServiceTest {

  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final LedgerKey SESSION = new LedgerKey("session", LedgerRetention.DAY, true);
  private static final LedgerKey GLOBAL = new LedgerKey("global", LedgerRetention.EVER, false);

  private final Pseudonyms pseudonyms = new Pseudonyms(Secret.random());
  private final DeadlineExecutor deadline =
      new DeadlineExecutor(Duration.ofSeconds(10), () -> false);
  private final InstantSource clock = InstantSource.system();
  private final Ledgers ledgers = new LocalLedgers(clock);
  private final LedgerService alone = LedgerService.local(ledgers, pseudonyms);
  private final SilenceableLedgers cluster = new SilenceableLedgers(new LocalLedgers(clock));
  private final LedgerService clustered =
      LedgerService.clustered(cluster, new LocalLedgers(clock), deadline, () -> 2, pseudonyms);

  @AfterEach
  void close() {
    clustered.close();
    deadline.close();
  }

  @Test
  void a_refusal_of_one_ledger_releases_what_others_hold() {
    Reservation refused =
        alone.reserve(
            List.of(request(SESSION, account(1, 100), 5), request(GLOBAL, account(2, 3), 5)),
            LEASE);

    assertThat(refused.held()).isEmpty();
    assertThat(refused.results())
        .extracting(HoldResult::outcome)
        .containsExactly(HoldResult.Outcome.GRANTED, HoldResult.Outcome.REFUSED);
    assertThat(left(alone, SESSION, account(1, 100))).isEqualTo(100);
  }

  @Test
  void a_client_that_is_refused_touches_nothing_that_others_share() {
    Reservation refused =
        alone.reserve(
            List.of(request(GLOBAL, account(2, 100), 5), request(SESSION, account(1, 3), 5)),
            LEASE);

    assertThat(refused.results().get(0).left()).isEmpty();
  }

  /** What LiteLLM's issue 34732 tells: concurrent requests must not pass one budget together. */
  @Test
  void a_thousand_requests_at_once_never_spend_more_than_the_budget() throws Exception {
    AccountSpec ten = account(1, 10_000_000_000L);
    long estimate = 70_000_000;
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Boolean>> answers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      long cost = estimate - i * 10_000L;
      answers.add(
          threads.submit(
              () -> {
                Reservation one = alone.reserve(List.of(request(GLOBAL, ten, estimate)), LEASE);
                alone.settle(one.number(), one.held(), account -> cost);
                return !one.held().isEmpty();
              }));
    }
    int admitted = 0;
    for (Future<Boolean> answer : answers) {
      admitted += answer.get() ? 1 : 0;
    }
    threads.shutdown();

    assertThat(admitted).isBetween(142, 999);
    assertThat(left(alone, GLOBAL, ten)).isBetween(0L, estimate);
  }

  @Test
  void a_reservation_is_settled_once() {
    Reservation one = alone.reserve(List.of(request(GLOBAL, account(1, 10), 5)), LEASE);

    assertThat(alone.settle(one.number(), one.held(), account -> 1))
        .extracting(SettledHold::settled)
        .containsExactly(true);
    assertThat(alone.settle(one.number(), one.held(), account -> 9))
        .extracting(SettledHold::settled)
        .containsExactly(false);
    assertThat(left(alone, GLOBAL, account(1, 10))).isEqualTo(9);
  }

  @Test
  void while_the_cluster_is_silent_a_node_spends_its_share_of_what_was_left() {
    AccountSpec ten = account(1, 10);
    Reservation before = clustered.reserve(List.of(request(GLOBAL, ten, 4)), LEASE);
    clustered.settle(before.number(), before.held(), account -> 4);
    clustered.reserve(List.of(request(GLOBAL, ten, 0)), LEASE);

    cluster.silent = true;

    assertThat(clustered.reserve(List.of(request(GLOBAL, ten, 3)), LEASE).held()).isNotEmpty();
    assertThat(clustered.reserve(List.of(request(GLOBAL, ten, 1)), LEASE).held()).isEmpty();
  }

  @Test
  void what_was_spent_while_the_cluster_was_silent_is_charged_when_it_answers() {
    AccountSpec ten = account(1, 10);
    cluster.silent = true;
    Reservation meanwhile = clustered.reserve(List.of(request(GLOBAL, ten, 3)), LEASE);
    clustered.settle(meanwhile.number(), meanwhile.held(), account -> 2);

    cluster.silent = false;

    clustered.sendAgain();
    assertThat(left(clustered, GLOBAL, ten)).isEqualTo(8);
  }

  /** An attempt reserves under a number of its own, so that the request keeps what it holds. */
  @Test
  void what_an_attempt_cannot_reserve_leaves_the_reservation_of_its_request_alone() {
    AccountSpec ten = account(1, 10);
    Reservation request = clustered.reserve(List.of(request(GLOBAL, ten, 4)), LEASE);
    cluster.silent = true;
    assertThat(
            clustered
                .reserve(List.of(request(GLOBAL, ten, 4)), request.number() + 1, LEASE)
                .number())
        .isEqualTo(request.number() + 1);
    cluster.silent = false;
    clustered.sendAgain();

    assertThat(clustered.settle(request.number(), request.held(), account -> 3))
        .extracting(SettledHold::settled)
        .containsExactly(true);
    assertThat(left(clustered, GLOBAL, ten)).isEqualTo(7);
  }

  @Test
  void a_settlement_that_the_cluster_did_not_answer_is_sent_again() {
    AccountSpec ten = account(1, 10);
    Reservation before = clustered.reserve(List.of(request(GLOBAL, ten, 4)), LEASE);
    cluster.silent = true;
    clustered.settle(before.number(), before.held(), account -> 1);

    cluster.silent = false;

    clustered.sendAgain();
    assertThat(left(clustered, GLOBAL, ten)).isEqualTo(9);
  }

  @ParameterizedTest
  @EnumSource(
      value = WhenClusterFails.class,
      names = {"OPEN", "CLOSED"})
  void a_budget_that_does_not_count_here_is_open_or_closed(WhenClusterFails fallback) {
    cluster.silent = true;

    Reservation one =
        clustered.reserve(
            List.of(new HoldRequest(GLOBAL, account(1, 10), 1, false, true, fallback)), LEASE);

    assertThat(one.results().get(0).admitted()).isEqualTo(fallback == WhenClusterFails.OPEN);
  }

  /** A member that is frozen answers when it goes on: what it was asked is done then. */
  @Test
  void a_charge_that_is_answered_late_is_charged_once() throws Exception {
    AccountSpec ten = account(1, 10);
    try (DeadlineExecutor briefly = new DeadlineExecutor(Duration.ofMillis(20), () -> false);
        LedgerService service =
            LedgerService.clustered(
                cluster, new LocalLedgers(clock), briefly, () -> 2, pseudonyms)) {
      cluster.silent = true;
      Reservation meanwhile = service.reserve(List.of(request(GLOBAL, ten, 3)), LEASE);
      service.settle(meanwhile.number(), meanwhile.held(), account -> 2);
      CountDownLatch frozen = new CountDownLatch(1);
      cluster.frozen = frozen;
      cluster.silent = false;
      for (int i = 0; i < 4; i++) {
        service.sendAgain();
      }

      frozen.countDown();

      assertThat(cluster.charged.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(cluster.charged.tryAcquire(100, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(cluster.ledgers.look(GLOBAL, List.of(request(GLOBAL, ten, 0))).get(0).left())
        .containsExactly(8L);
  }

  @Test
  void what_the_cluster_was_never_asked_needs_no_release() {
    cluster.silent = true;
    for (int i = 0; i < 100; i++) {
      clustered.reserve(List.of(request(GLOBAL, account(1, 10), 1)), LEASE);
    }

    assertThat(clustered.waiting()).isLessThan(20);
  }

  @Test
  void no_charge_is_given_up_for_a_release() {
    Unsent unsent = new Unsent(deadline);
    for (int i = 0; i < Unsent.MOST_RELEASES + 10; i++) {
      unsent.release(() -> true);
    }
    AtomicInteger charged = new AtomicInteger();

    unsent.charge(() -> charged.incrementAndGet() > 0, () -> {});

    assertThat(unsent.size()).isEqualTo(Unsent.MOST_RELEASES + 1);
    unsent.send(Duration.ofMinutes(1));
    assertThat(charged).hasValue(1);
    assertThat(unsent.size()).isZero();
  }

  @Test
  void an_operation_that_fails_does_not_hold_up_the_others() {
    Unsent unsent = new Unsent(deadline);
    AtomicInteger charged = new AtomicInteger();
    unsent.charge(
        () -> {
          throw new IllegalStateException("never");
        },
        () -> {});
    unsent.charge(() -> charged.incrementAndGet() > 0, () -> {});

    unsent.send(Duration.ofMinutes(1));
    unsent.send(Duration.ofMinutes(1));

    assertThat(charged).hasValue(1);
    assertThat(unsent.size()).isEqualTo(1);
  }

  /** One member of several is frozen: whatever others answer, its ledgers have one share. */
  @Test
  void answers_of_other_ledgers_give_a_silent_one_no_further_share() {
    AccountSpec ten = account(1, 10);
    cluster.silentLedger = GLOBAL;
    int admitted = 0;
    for (int i = 0; i < 20; i++) {
      Reservation one = clustered.reserve(List.of(request(GLOBAL, ten, 1)), LEASE);
      admitted += one.held().isEmpty() ? 0 : 1;
      clustered.settle(one.number(), one.held(), account -> 1);
      clustered.reserve(List.of(request(SESSION, account(2, 1000), 1)), LEASE);
    }

    assertThat(admitted).isEqualTo(5);
    cluster.silentLedger = null;
    while (clustered.waiting() > 0) {
      clustered.sendAgain();
    }
    assertThat(left(clustered, GLOBAL, ten)).isEqualTo(5);
  }

  @Test
  void a_silence_begins_anew_when_the_last_one_is_charged_and_the_ledger_has_answered() {
    AccountSpec ten = account(1, 10);
    for (int i = 0; i < 2; i++) {
      cluster.silent = true;
      Reservation one = clustered.reserve(List.of(request(GLOBAL, ten, 2)), LEASE);
      clustered.settle(one.number(), one.held(), account -> 2);
      cluster.silent = false;
      assertThat(one.held()).hasSize(1);
      while (clustered.waiting() > 0) {
        clustered.sendAgain();
      }
      clustered.reserve(List.of(request(GLOBAL, ten, 0)), LEASE);
      assertThat(left(clustered, GLOBAL, ten)).isEqualTo(8 - 2 * i);
    }
    cluster.silent = true;

    assertThat(clustered.reserve(List.of(request(GLOBAL, ten, 3)), LEASE).held()).hasSize(1);
  }

  @Test
  void an_answer_gives_no_further_share_before_the_last_one_is_charged() {
    AccountSpec ten = account(1, 10);
    cluster.silent = true;
    Reservation one = clustered.reserve(List.of(request(GLOBAL, ten, 4)), LEASE);
    clustered.settle(one.number(), one.held(), account -> 4);
    cluster.silent = false;
    clustered.reserve(List.of(request(GLOBAL, ten, 0)), LEASE);
    cluster.silent = true;

    assertThat(one.held()).hasSize(1);
    assertThat(clustered.reserve(List.of(request(GLOBAL, ten, 4)), LEASE).held()).isEmpty();
  }

  @Test
  void what_was_last_seen_of_ledgers_is_bounded() {
    LastSeen bounded = new LastSeen((ledger, account) -> {}, 10, 20);
    for (int i = 0; i < 100; i++) {
      LedgerKey key = new LedgerKey("k" + i, LedgerRetention.DAY, true);
      HoldRequest request = request(key, account(1, 10), 1);
      bounded.share(request, 2);
      bounded.answered(List.of(request), List.of(HoldResult.NOT_ASKED));
    }

    assertThat(bounded.size()).isLessThanOrEqualTo(30);
  }

  private static long left(LedgerService service, LedgerKey key, AccountSpec account) {
    return service.look(List.of(request(key, account, 0))).get(0).orElseThrow().left().get(0);
  }

  private static HoldRequest request(LedgerKey key, AccountSpec account, long amount) {
    return new HoldRequest(key, account, amount, false, true, WhenClusterFails.LOCAL);
  }

  private static AccountSpec account(long id, long amount) {
    return new AccountSpec(
        id, List.of(new Allowance(amount, Span.UNTIL_RESET)), ZoneOffset.UTC, List.of());
  }

  /** Ledgers that fail while they are silent, as a member that left does. */
  private static final class SilenceableLedgers implements Ledgers {

    private final Ledgers ledgers;
    private volatile boolean silent;
    private volatile @Nullable LedgerKey silentLedger;
    private volatile @Nullable CountDownLatch frozen;
    private final Semaphore charged = new Semaphore(0);

    SilenceableLedgers(Ledgers ledgers) {
      this.ledgers = ledgers;
    }

    private Ledgers open() {
      return open(null);
    }

    private Ledgers open(@Nullable LedgerKey key) {
      if (silent || (key != null && key.equals(silentLedger))) {
        throw new IllegalStateException("silent");
      }
      return ledgers;
    }

    @Override
    public List<HoldResult> reserve(
        LedgerKey key, List<HoldRequest> requests, long number, Duration lease) {
      return open(key).reserve(key, requests, number, lease);
    }

    @Override
    public List<HoldResult> look(LedgerKey key, List<HoldRequest> requests) {
      return open().look(key, requests);
    }

    @Override
    public List<SettledHold> settle(LedgerKey key, List<HoldSettlement> settlements, long number) {
      return open(key).settle(key, settlements, number);
    }

    @Override
    public boolean extend(LedgerKey key, List<Long> accounts, long number, Duration lease) {
      return open().extend(key, accounts, number, lease);
    }

    @Override
    public void charge(LedgerKey key, HoldSettlement charge) {
      Ledgers open = open(key);
      CountDownLatch until = frozen;
      if (until != null) {
        try {
          until.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      open.charge(key, charge);
      charged.release();
    }

    @Override
    public boolean topUp(LedgerKey key, HoldSettlement more, long most) {
      return open(key).topUp(key, more, most);
    }

    @Override
    public List<AllowanceLevel> levels(LedgerKey key, AccountSpec account) {
      return open(key).levels(key, account);
    }

    @Override
    public boolean reset(LedgerKey key, AccountSpec account) {
      return open().reset(key, account);
    }

    @Override
    public Optional<byte[]> copy(LedgerKey key) {
      return open().copy(key);
    }

    @Override
    public void restore(LedgerKey key, byte[] copy) {
      open().restore(key, copy);
    }
  }
}

package io.weir.internal.counting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.store.LocalEntries;
import io.weir.internal.counting.store.MirroredEntries;
import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountingServiceTest {

  private static final BucketSpec TEN =
      new BucketSpec(List.of(new Limit(10, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);

  private static final long ALICE_AT_HOME = 7;

  private final HandClock clock = new HandClock(Instant.parse("2026-03-10T09:00:00Z"));
  private final Entries local = new LocalEntries(clock);
  private final Pseudonyms pseudonyms = new Pseudonyms(Secret.random());
  private final DeadlineExecutor deadline =
      new DeadlineExecutor(Duration.ofSeconds(10), () -> false);
  private final CountingService alone = CountingService.local(local, pseudonyms);
  private final CountingService silent =
      CountingService.clustered(
          new SilentEntries(), new MirroredEntries(clock, () -> 2), deadline, pseudonyms);

  @AfterEach
  void close() {
    deadline.close();
  }

  private static TokenRequest request(String key, long tokens) {
    return request(key, tokens, WhenClusterFails.LOCAL, TokenRequest.NO_LOGIN, true);
  }

  private static TokenRequest request(
      String key, long tokens, WhenClusterFails fails, long login, boolean stops) {
    return new TokenRequest(
        new EntryKey(key, RetentionClass.HOUR, true), 1, TEN, tokens, fails, login, stops);
  }

  private static Consumption taken(CountingService counting, TokenRequest request) {
    return Objects.requireNonNull(counting.take(List.of(request)).get(0).consumption());
  }

  private static long left(CountingService counting, TokenRequest request) {
    return counting.look(List.of(request)).get(0).limits().get(0).left();
  }

  @Test
  void a_consumption_is_refunded_or_settled_where_it_was_taken() {
    TokenRequest four = request("client", 4);
    Consumption first = taken(silent, four);
    assertThat(first.place()).isEqualTo(Consumption.Place.LOCAL);
    assertThat(left(silent, four)).isEqualTo(1);
    silent.settle(first, 1);
    assertThat(left(silent, four)).isEqualTo(4);
    silent.refund(taken(silent, four));
    assertThat(left(silent, four)).isEqualTo(4);
  }

  /** The cluster may have settled it, so it is not settled again. */
  @Test
  void what_the_cluster_does_not_settle_stays_taken() {
    CountedEntries failing = new CountedEntries(new LocalEntries(clock));
    CountingService service =
        CountingService.clustered(
            failing, new MirroredEntries(clock, () -> 2), deadline, pseudonyms);
    TokenRequest four = request("client", 4);
    Consumption taken = taken(service, four);
    silent.refund(taken);
    assertThat(left(service, four)).isEqualTo(6);
    service.refund(taken);
    assertThat(left(service, four)).isEqualTo(10);
  }

  /** A client that has gone on to another node is counted there with what it got here. */
  @Test
  void what_was_granted_without_the_cluster_is_told_though_nobody_asks_again()
      throws InterruptedException {
    SilentFirst cluster = new SilentFirst(new LocalEntries(clock));
    MirroredEntries mirror = new MirroredEntries(clock, () -> 2);
    CountingService service = CountingService.clustered(cluster, mirror, deadline, pseudonyms);
    TokenRequest four = request("client", 4);
    assertThat(service.take(List.of(four)).get(0).admitted()).isTrue();
    assertThat(mirror.owes()).isTrue();
    cluster.answers = true;
    assertThat(cluster.settled.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(left(service, four)).isEqualTo(6);
  }

  /** Entries of a cluster that fails until it answers. */
  private static final class SilentFirst implements Entries {

    private final Entries silent = new SilentEntries();
    private final Entries entries;
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile boolean answers;

    SilentFirst(Entries entries) {
      this.entries = entries;
    }

    private Entries entries() {
      return answers ? entries : silent;
    }

    @Override
    public List<ConsumptionResult> take(EntryKey entry, List<TokenRequest> requests) {
      return entries().take(entry, requests);
    }

    @Override
    public List<ConsumptionResult> look(EntryKey entry, List<TokenRequest> requests) {
      return entries().look(entry, requests);
    }

    @Override
    public void settle(EntryKey entry, List<Settlement> settlements) {
      entries().settle(entry, settlements);
      settled.countDown();
    }
  }

  @Test
  void a_refused_request_leaves_no_consumption_in_the_list() {
    List<ConsumptionResult> results =
        alone.take(List.of(request("a", 10), request("b", 1), request("a", 1)));
    assertThat(results).extracting(ConsumptionResult::consumption).containsOnlyNulls();
    assertThat(results)
        .extracting(ConsumptionResult::outcome)
        .containsExactly(Outcome.GRANTED, Outcome.GRANTED, Outcome.REFUSED);
    assertThat(left(alone, request("a", 1))).isEqualTo(10);
    assertThat(left(alone, request("b", 1))).isEqualTo(10);
  }

  @Test
  void a_request_that_only_observes_stops_no_other() {
    alone.take(List.of(request("a", 10)));
    List<ConsumptionResult> results =
        alone.take(
            List.of(
                request("a", 1, WhenClusterFails.LOCAL, TokenRequest.NO_LOGIN, false),
                request("b", 1)));
    assertThat(results)
        .extracting(ConsumptionResult::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.GRANTED);
    assertThat(left(alone, request("b", 1))).isEqualTo(9);
  }

  @Test
  void a_known_login_is_spared_and_remembered_again() {
    TokenRequest login = request("alice", 10, WhenClusterFails.LOCAL, ALICE_AT_HOME, true);
    Consumption first = taken(alone, login);
    assertThat(alone.take(List.of(login)).get(0).outcome()).isEqualTo(Outcome.REFUSED);
    alone.settle(List.of(new Settlement(first, 10, false, null, ALICE_AT_HOME)));
    assertThat(alone.look(List.of(login)).get(0).outcome()).isEqualTo(Outcome.SPARED);
    Consumption spared = taken(alone, login);
    assertThat(spared.tokens()).isZero();
    alone.refund(spared);
    assertThat(left(alone, login)).isZero();
    alone.settle(List.of(new Settlement(spared, 0, true, null, TokenRequest.NO_LOGIN)));
    assertThat(left(alone, login)).isEqualTo(10);
  }

  @Test
  void while_the_cluster_is_silent_each_request_is_decided_as_it_says() {
    List<ConsumptionResult> results =
        silent.take(
            List.of(
                request("a", 1, WhenClusterFails.OPEN, TokenRequest.NO_LOGIN, true),
                request("b", 1, WhenClusterFails.CLOSED, TokenRequest.NO_LOGIN, true),
                request("c", 1)));
    assertThat(results)
        .extracting(ConsumptionResult::outcome)
        .containsExactly(Outcome.UNCOUNTED, Outcome.UNAVAILABLE, Outcome.GRANTED);
    assertThat(results.get(0).consumption()).isNull();
    assertThat(results.get(1).limits()).isEmpty();
    assertThat(results.get(2).limits().get(0).tokens()).isEqualTo(5);
  }

  private final CountedEntries cluster = new CountedEntries(new LocalEntries(clock));
  private final CountingService clustered =
      CountingService.clustered(cluster, new MirroredEntries(clock, () -> 2), deadline, pseudonyms);

  private static TokenRequest of(String entry, boolean own, long bucket, long tokens) {
    return of(entry, own, bucket, TEN, tokens);
  }

  private static TokenRequest of(
      String entry, boolean own, long bucket, BucketSpec spec, long tokens) {
    return new TokenRequest(
        new EntryKey(entry, RetentionClass.HOUR, own),
        bucket,
        spec,
        tokens,
        WhenClusterFails.CLOSED,
        TokenRequest.NO_LOGIN,
        true);
  }

  @Test
  void any_number_of_rules_of_one_client_costs_one_operation() {
    BucketSpec blocking =
        new BucketSpec(
            List.of(new Limit(1, Duration.ofMinutes(1))),
            Refill.STRICT,
            ZoneOffset.UTC,
            Optional.of(new Block(Duration.ofHours(1), Duration.ofHours(4))));
    List<TokenRequest> rules = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rules.add(of("client", true, i, 1));
      rules.add(of("client", true, 100 + i, blocking, 1));
    }
    assertThat(clustered.take(rules)).allMatch(ConsumptionResult::granted);
    assertThat(cluster.operations()).isEqualTo(1);
    assertThat(clustered.take(rules)).anyMatch(result -> !result.admitted());
    assertThat(cluster.operations()).isEqualTo(2);
  }

  @Test
  void a_client_that_floods_is_refused_without_asking_the_cluster() {
    clustered.take(List.of(of("client", true, 1, 10)));
    clustered.take(List.of(of("client", true, 1, 1)));
    int before = cluster.operations();
    for (int i = 0; i < 280; i++) {
      assertThat(clustered.take(List.of(of("client", true, 1, 1))).get(0).outcome())
          .isEqualTo(Outcome.REFUSED);
    }
    assertThat(cluster.operations() - before).isLessThan(10);
  }

  @Test
  void a_login_that_succeeds_costs_two_operations() {
    List<ConsumptionResult> taken =
        clustered.take(List.of(of("pair", false, 1, 1), of("pair", false, 2, 1)));
    clustered.settle(
        List.of(
            Settlement.success(
                Objects.requireNonNull(taken.get(0).consumption()),
                Objects.requireNonNull(taken.get(1).consumption()),
                ALICE_AT_HOME)));
    assertThat(cluster.operations()).isEqualTo(2);
  }

  @Test
  void what_clients_share_is_not_touched_by_a_request_that_its_own_entry_refuses() {
    List<TokenRequest> call =
        List.of(of("phone", false, 1, 1), of("ip", true, 1, 10), of("global", false, 1, 1));
    clustered.take(call);
    assertThat(cluster.asked().get(0)).isEqualTo("ip");
    assertThat(cluster.asked()).containsExactlyInAnyOrder("ip", "phone", "global");
    List<ConsumptionResult> refused = clustered.take(call);
    assertThat(refused)
        .extracting(ConsumptionResult::outcome)
        .containsExactly(Outcome.GRANTED, Outcome.REFUSED, Outcome.GRANTED);
    assertThat(refused.get(0).limits()).isEmpty();
    assertThat(cluster.asked().subList(3, cluster.operations())).containsExactly("ip");
  }

  @Test
  void a_shared_entry_that_refuses_gives_back_what_the_others_took() {
    clustered.take(List.of(of("phone", false, 1, 10)));
    List<ConsumptionResult> refused =
        clustered.take(
            List.of(of("ip", true, 1, 1), of("global", false, 1, 1), of("phone", false, 1, 1)));
    assertThat(refused).extracting(ConsumptionResult::consumption).containsOnlyNulls();
    assertThat(left(clustered, of("ip", true, 1, 1))).isEqualTo(10);
    assertThat(left(clustered, of("global", false, 1, 1))).isEqualTo(10);
  }

  /** Each waits for the other: one after the other, they would wait for ever. */
  @Test
  void entries_are_asked_at_the_same_time() {
    CyclicBarrier both = new CyclicBarrier(2);
    Entries waiting =
        new Entries() {
          @Override
          public List<ConsumptionResult> take(EntryKey entry, List<TokenRequest> requests) {
            try {
              both.await(8, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
              throw new IllegalStateException(e);
            }
            return local.take(entry, requests);
          }

          @Override
          public List<ConsumptionResult> look(EntryKey entry, List<TokenRequest> requests) {
            return local.look(entry, requests);
          }

          @Override
          public void settle(EntryKey entry, List<Settlement> settlements) {
            local.settle(entry, settlements);
          }
        };
    CountingService parallel =
        CountingService.clustered(
            waiting, new MirroredEntries(clock, () -> 2), deadline, pseudonyms);
    assertThat(parallel.take(List.of(of("phone", false, 1, 1), of("global", false, 1, 1))))
        .allMatch(ConsumptionResult::granted)
        .extracting(result -> result.limits().get(0).tokens())
        .containsExactly(10L, 10L);
  }

  @Test
  void a_settlement_of_tokens_that_no_limit_could_hold_is_refused() {
    Consumption taken = taken(alone, request("client", 1));
    assertThatThrownBy(() -> alone.settle(taken, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> alone.settle(taken, Limit.MAX_TOKENS + 1))
        .hasMessage("a request costs 0 to 1000000000 tokens, not 1000000001");
  }
}

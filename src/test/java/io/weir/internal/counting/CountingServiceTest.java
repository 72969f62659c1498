package io.weir.internal.counting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.store.BucketStore;
import io.weir.internal.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountingServiceTest {

  private static final BucketSpec TEN =
      new BucketSpec(List.of(new Limit(10, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);

  private final HandClock clock = new HandClock(Instant.parse("2026-03-10T09:00:00Z"));
  private final Buckets local = BucketStore.inThisJvm(clock);
  private final Pseudonyms pseudonyms = new Pseudonyms(Secret.random());
  private final DeadlineExecutor deadline = new DeadlineExecutor(Duration.ofSeconds(10));
  private final CountingService alone = CountingService.local(local, pseudonyms);
  private final CountingService silent =
      CountingService.clustered(new SilentBuckets(), local, deadline, () -> 2, pseudonyms);

  @AfterEach
  void close() {
    deadline.close();
  }

  private static TokenRequest request(String key, long tokens) {
    return request(key, tokens, WhenClusterFails.LOCAL, null, true);
  }

  private static TokenRequest request(
      String key, long tokens, WhenClusterFails fails, @Nullable String login, boolean stops) {
    return new TokenRequest(key, TEN, tokens, fails, login, stops);
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

  @Test
  void what_the_cluster_does_not_settle_stays_taken() {
    TokenRequest four = request("client", 4);
    Consumption local = taken(alone, four);
    Consumption inCluster =
        new Consumption(
            Consumption.Place.CLUSTER,
            local.key(),
            local.spec(),
            local.tokens(),
            local.taken(),
            local.entry(),
            local.levels());
    silent.refund(inCluster);
    assertThat(left(alone, four)).isEqualTo(6);
    alone.refund(local);
    assertThat(left(alone, four)).isEqualTo(10);
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
        alone.take(List.of(request("a", 1, WhenClusterFails.LOCAL, null, false), request("b", 1)));
    assertThat(results)
        .extracting(ConsumptionResult::outcome)
        .containsExactly(Outcome.REFUSED, Outcome.GRANTED);
    assertThat(left(alone, request("b", 1))).isEqualTo(9);
  }

  @Test
  void a_known_login_is_spared_and_remembered_again() {
    TokenRequest login = request("alice", 10, WhenClusterFails.LOCAL, "alice at home", true);
    Consumption first = taken(alone, login);
    assertThat(alone.take(List.of(login)).get(0).outcome()).isEqualTo(Outcome.REFUSED);
    alone.settle(List.of(new Settlement(first, 10, false, "alice at home")));
    assertThat(alone.look(List.of(login)).get(0).outcome()).isEqualTo(Outcome.SPARED);
    Consumption spared = taken(alone, login);
    assertThat(spared.tokens()).isZero();
    alone.refund(spared);
    assertThat(left(alone, login)).isZero();
    alone.settle(List.of(new Settlement(spared, 0, true, null)));
    assertThat(left(alone, login)).isEqualTo(10);
  }

  @Test
  void while_the_cluster_is_silent_each_request_is_decided_as_it_says() {
    List<ConsumptionResult> results =
        silent.take(
            List.of(
                request("a", 1, WhenClusterFails.OPEN, null, true),
                request("b", 1, WhenClusterFails.CLOSED, null, true),
                request("c", 1)));
    assertThat(results)
        .extracting(ConsumptionResult::outcome)
        .containsExactly(Outcome.UNCOUNTED, Outcome.UNAVAILABLE, Outcome.GRANTED);
    assertThat(results.get(0).consumption()).isNull();
    assertThat(results.get(1).limits()).isEmpty();
    assertThat(results.get(2).limits().get(0).tokens()).isEqualTo(5);
  }

  @Test
  void a_settlement_of_tokens_that_no_limit_could_hold_is_refused() {
    Consumption taken = taken(alone, request("client", 1));
    assertThatThrownBy(() -> alone.settle(taken, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> alone.settle(taken, Limit.MAX_TOKENS + 1))
        .hasMessage("a request costs 0 to 1000000000 tokens, not 1000000001");
  }
}

package io.weir.internal.counting.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.HandClock;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Mirror;
import io.weir.internal.counting.PendingTake;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.Settlement;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node decides while the cluster does not answer, and what the cluster is told then. */
class MirroredEntriesTest {

  private static final EntryKey CLIENT = new EntryKey("client", RetentionClass.HOUR, true);
  private static final BucketSpec TEN =
      new BucketSpec(List.of(new Limit(10, Duration.ofMinutes(1))), Refill.WINDOW, ZoneOffset.UTC);

  private final HandClock clock = new HandClock(Instant.parse("2026-03-10T09:00:00Z"));
  private final MirroredEntries mirror = new MirroredEntries(clock, () -> 2);

  /** The entry of the cluster. */
  private Entry cluster = new Entry();

  private Duration ahead = Duration.ZERO;

  private static TokenRequest request(long tokens) {
    return request(TEN, tokens, WhenClusterFails.LOCAL);
  }

  private static TokenRequest request(BucketSpec spec, long tokens, WhenClusterFails fails) {
    return new TokenRequest(CLIENT, 1, spec, tokens, fails, TokenRequest.NO_LOGIN, true);
  }

  private long clusterTime() {
    return UnixNanos.of(clock.instant().plus(ahead));
  }

  /** Takes in the cluster, and notes what the answer left. */
  private List<ConsumptionResult> answer(TokenRequest request) {
    Entry.Answer answer = cluster.take(List.of(request), clusterTime());
    List<ConsumptionResult> results =
        cluster.results(List.of(request), answer, Consumption.Place.CLUSTER);
    ByteWriter out = new ByteWriter();
    cluster.write(out);
    mirror.note(CLIENT, Entry.read(new ByteReader(out.toByteArray())), answer.now());
    return results;
  }

  private void answered(TokenRequest request) {
    PendingTake take = mirror.ask(CLIENT, List.of(request));
    take.confirm(answer(request));
  }

  private Outcome decided(TokenRequest request) {
    return mirror.ask(CLIENT, List.of(request)).decide(false, true).get(0).outcome();
  }

  /** What the cluster is told, as tokens of the bucket; negative if they come back. */
  private long told() {
    long told = 0;
    for (Mirror.Correction next = mirror.correction(); next != null; next = mirror.correction()) {
      for (Settlement settlement : next.settlements()) {
        told += settlement.tokens() - settlement.consumption().tokens();
      }
      cluster.settle(next.settlements(), clusterTime());
      next.done();
    }
    return told;
  }

  private long leftInCluster() {
    return cluster
        .results(
            List.of(request(1)),
            cluster.look(List.of(request(1)), clusterTime()),
            Consumption.Place.CLUSTER)
        .get(0)
        .limits()
        .get(0)
        .left();
  }

  @Test
  void a_node_grants_its_share_of_what_the_cluster_left() {
    answered(request(4));
    assertThat(decided(request(1))).isEqualTo(Outcome.GRANTED);
    assertThat(decided(request(1))).isEqualTo(Outcome.GRANTED);
    assertThat(decided(request(1))).isEqualTo(Outcome.GRANTED);
    assertThat(decided(request(1))).isEqualTo(Outcome.REFUSED);
    assertThat(told()).isEqualTo(3);
    assertThat(leftInCluster()).isEqualTo(3);
    assertThat(mirror.owes()).isFalse();
  }

  /** A limit of fewer tokens than there are nodes admits one request on each. */
  @Test
  void a_node_grants_one_request_at_least() {
    BucketSpec one =
        new BucketSpec(List.of(new Limit(1, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);
    assertThat(decided(request(one, 1, WhenClusterFails.LOCAL))).isEqualTo(Outcome.GRANTED);
    assertThat(decided(request(one, 1, WhenClusterFails.LOCAL))).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void tokens_of_requests_that_wait_for_an_answer_are_granted_to_nobody_else() {
    PendingTake first = mirror.ask(CLIENT, List.of(request(1)));
    for (int i = 0; i < 4; i++) {
      mirror.ask(CLIENT, List.of(request(1)));
    }
    PendingTake last = mirror.ask(CLIENT, List.of(request(1)));
    assertThat(last.decide(true, true).get(0).outcome()).isEqualTo(Outcome.REFUSED);
    first.confirm(answer(request(1)));
    assertThat(decided(request(1))).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void an_answer_that_comes_late_and_says_the_same_changes_nothing() {
    PendingTake take = mirror.ask(CLIENT, List.of(request(1)));
    assertThat(take.decide(false, false).get(0).granted()).isTrue();
    take.correct(answer(request(1)));
    assertThat(told()).isZero();
    assertThat(leftInCluster()).isEqualTo(9);
  }

  @Test
  void what_the_cluster_granted_late_to_a_refused_request_comes_back() {
    for (WhenClusterFails fails : List.of(WhenClusterFails.CLOSED, WhenClusterFails.OPEN)) {
      TokenRequest request = request(TEN, 1, fails);
      PendingTake take = mirror.ask(CLIENT, List.of(request));
      take.decide(false, false);
      take.correct(answer(request));
      // What passed uncounted and was counted after all stays counted.
      assertThat(told()).isEqualTo(fails == WhenClusterFails.OPEN ? 0 : -1);
    }
    assertThat(leftInCluster()).isEqualTo(9);
  }

  @Test
  void the_cluster_counts_what_a_node_granted_although_it_refuses_late() {
    cluster.take(List.of(request(10)), clusterTime());
    PendingTake take = mirror.ask(CLIENT, List.of(request(1)));
    assertThat(take.decide(false, false).get(0).granted()).isTrue();
    take.correct(answer(request(1)));
    assertThat(told()).isEqualTo(1);
  }

  /** Another request of the same node was asked later and answered sooner. */
  @Test
  void a_token_is_not_granted_twice_by_a_late_and_a_timely_answer() {
    TokenRequest ten = request(TEN, 10, WhenClusterFails.LOCAL);
    PendingTake late = mirror.ask(CLIENT, List.of(request(1)));
    assertThat(late.decide(false, false).get(0).granted()).isTrue();
    PendingTake timely = mirror.ask(CLIENT, List.of(ten));
    ConsumptionResult refused = timely.confirm(answer(ten)).get(0);
    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.consumption()).isNull();
    assertThat(refused.delay()).isPositive();
    assertThat(told()).isEqualTo(-10);
    late.correct(answer(request(1)));
    assertThat(told()).isZero();
    assertThat(leftInCluster()).isEqualTo(9);
  }

  @Test
  void a_block_of_the_cluster_lasts_while_it_is_silent_and_waiting_begins_none() {
    BucketSpec blocking =
        new BucketSpec(
            TEN.limits(),
            TEN.refill(),
            TEN.zone(),
            Optional.of(new Block(Duration.ofHours(1), Duration.ofHours(1))));
    TokenRequest one = request(blocking, 1, WhenClusterFails.LOCAL);
    for (int i = 0; i < 6; i++) {
      mirror.ask(CLIENT, List.of(one));
    }
    assertThat(mirror.ask(CLIENT, List.of(one)).decide(true, true).get(0).delay())
        .isEqualTo(Duration.ofSeconds(1));
    answered(request(blocking, 10, WhenClusterFails.LOCAL));
    answered(one);
    assertThat(mirror.ask(CLIENT, List.of(one)).decide(true, true).get(0).delay())
        .isEqualTo(Duration.ofHours(1));
  }

  @Test
  void tokens_come_back_while_the_cluster_is_silent_by_the_clock_of_the_cluster() {
    ahead = Duration.ofHours(1);
    answered(request(10));
    assertThat(decided(request(1))).isEqualTo(Outcome.REFUSED);
    clock.pass(Duration.ofSeconds(59));
    assertThat(decided(request(1))).isEqualTo(Outcome.REFUSED);
    clock.pass(Duration.ofSeconds(1));
    assertThat(decided(request(1))).isEqualTo(Outcome.GRANTED);
    clock.pass(Duration.ofMinutes(2));
    assertThat(told()).isZero(); // They have come back.
  }

  @Test
  void a_refund_goes_where_the_tokens_are_counted_by_now() {
    PendingTake take = mirror.ask(CLIENT, List.of(request(4)));
    Consumption first = Objects.requireNonNull(take.decide(false, false).get(0).consumption());
    assertThat(mirror.settle(CLIENT, List.of(Settlement.refund(first)))).isEmpty();
    take.correct(answer(request(4)));
    assertThat(told()).isEqualTo(-4);

    Consumption second =
        Objects.requireNonNull(
            mirror.ask(CLIENT, List.of(request(3))).decide(true, true).get(0).consumption());
    assertThat(mirror.settle(CLIENT, List.of(Settlement.of(second, 1)))).isEmpty();
    assertThat(told()).isEqualTo(1);
    List<Settlement> forwarded = mirror.settle(CLIENT, List.of(Settlement.refund(second)));
    assertThat(forwarded)
        .extracting(settlement -> settlement.consumption().place())
        .containsExactly(Consumption.Place.CLUSTER);
  }

  /** The cluster keeps a user's success. */
  @Test
  void a_login_that_is_known_here_is_told_to_the_cluster() {
    Consumption taken =
        Objects.requireNonNull(
            mirror.ask(CLIENT, List.of(request(1))).decide(false, true).get(0).consumption());
    List<Settlement> told = mirror.settle(CLIENT, List.of(Settlement.refund(taken, 7)));
    assertThat(told).extracting(Settlement::knownLogin).containsExactly(7L);
    assertThat(told()).isZero();
  }

  @Test
  void an_answer_that_another_has_overtaken_is_not_believed() {
    Entry early = new Entry();
    Entry.Answer first = early.take(List.of(request(1)), clusterTime());
    clock.pass(Duration.ofMillis(1));
    answered(request(10));
    mirror.note(CLIENT, early, first.now());
    assertThat(decided(request(1))).isEqualTo(Outcome.REFUSED);
  }
}

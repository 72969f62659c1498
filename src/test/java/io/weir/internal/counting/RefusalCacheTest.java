package io.weir.internal.counting;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.ConsumptionResult.Outcome;
import io.weir.internal.counting.store.LocalEntries;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RefusalCacheTest {

  private static final Instant START = Instant.parse("2026-03-10T09:00:00Z");
  private static final EntryKey CLIENT = new EntryKey("client", RetentionClass.HOUR, true);
  private static final BucketSpec TWO =
      new BucketSpec(List.of(new Limit(2, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);

  private final HandClock clock = new HandClock(START);
  private final CountedEntries entries = new CountedEntries(new LocalEntries(clock));
  private final RefusalCache cache =
      new RefusalCache(() -> Duration.between(START, clock.instant()).toNanos());

  private static TokenRequest request(BucketSpec spec, long tokens) {
    return request(spec, tokens, TokenRequest.NO_LOGIN, true);
  }

  private static TokenRequest request(BucketSpec spec, long tokens, long login, boolean stops) {
    return new TokenRequest(CLIENT, 1, spec, tokens, WhenClusterFails.CLOSED, login, stops);
  }

  private ConsumptionResult take(TokenRequest request) {
    List<ConsumptionResult> refused = cache.refuse(List.of(request));
    return (refused != null ? refused : cache.take(entries, CLIENT, List.of(request))).get(0);
  }

  private void settle(Settlement settlement) {
    cache.settle(entries, CLIENT, List.of(settlement));
  }

  @Test
  void a_client_that_floods_costs_the_cluster_an_operation_a_second() {
    take(request(TWO, 2));
    assertThat(take(request(TWO, 1)).outcome()).isEqualTo(Outcome.REFUSED);
    int before = entries.operations();
    for (int i = 0; i < 10_000; i++) {
      clock.pass(Duration.ofMillis(1));
      assertThat(take(request(TWO, 1)).outcome()).isEqualTo(Outcome.REFUSED);
    }
    assertThat(entries.operations() - before).isLessThanOrEqualTo(13);
  }

  @Test
  void a_refusal_tells_how_long_it_still_is() {
    take(request(TWO, 2));
    take(request(TWO, 1));
    clock.pass(Duration.ofMillis(500));
    assertThat(take(request(TWO, 1)).limits())
        .containsExactly(
            new LimitState(2, 0, Duration.ofMillis(3_599_500), Duration.ofMillis(3_599_500)));
  }

  @Test
  void a_smaller_request_is_asked() {
    take(request(TWO, 1));
    assertThat(take(request(TWO, 2)).granted()).isFalse();
    assertThat(take(request(TWO, 1)).granted()).isTrue();
  }

  @Test
  void a_known_login_and_a_rule_that_only_observes_are_asked() {
    take(request(TWO, 2));
    take(request(TWO, 1));
    int before = entries.operations();
    take(request(TWO, 1, 7, true));
    take(request(TWO, 1, TokenRequest.NO_LOGIN, false));
    assertThat(entries.operations() - before).isEqualTo(2);
  }

  @Test
  void tokens_given_back_by_this_node_can_be_taken_at_once_those_of_others_after_a_second() {
    Consumption first = Objects.requireNonNull(take(request(TWO, 2)).consumption());
    take(request(TWO, 1));
    settle(Settlement.refund(first));
    Consumption second = Objects.requireNonNull(take(request(TWO, 2)).consumption());
    take(request(TWO, 1));
    entries.settle(CLIENT, List.of(Settlement.refund(second)));
    clock.pass(Duration.ofSeconds(1));
    assertThat(take(request(TWO, 2)).granted()).isTrue();
  }

  @Test
  void other_limits_under_the_same_name_are_asked() {
    take(request(TWO, 2));
    take(request(TWO, 1));
    BucketSpec more =
        new BucketSpec(List.of(new Limit(9, Duration.ofHours(1))), Refill.WINDOW, ZoneOffset.UTC);
    assertThat(take(request(more, 1)).granted()).isTrue();
  }

  /** Whatever the rule, the cost and the time: what is refused here, the bucket would refuse. */
  @Test
  void nothing_is_refused_that_the_bucket_would_admit() {
    int refused = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      HandClock own = new HandClock(START);
      LocalEntries bucket = new LocalEntries(own);
      RefusalCache shield =
          new RefusalCache(() -> Duration.between(START, own.instant()).toNanos());
      List<TokenRequest> rules =
          IntStream.range(0, 3).mapToObj(i -> randomRequest(i, random)).toList();
      List<Consumption> held = new ArrayList<>();
      for (int step = 0; step < 200; step++) {
        own.pass(Duration.ofMillis(random.nextInt(4) == 0 ? random.nextInt(3_000) : 1));
        List<TokenRequest> asked = randomRequests(rules, random);
        List<ConsumptionResult> here = shield.refuse(asked);
        if (here == null) {
          shield.take(bucket, CLIENT, asked).stream()
              .flatMap(result -> Stream.ofNullable(result.consumption()))
              .forEach(held::add);
        } else {
          refused++;
          for (int i = 0; i < asked.size(); i++) {
            if (here.get(i).outcome() == Outcome.REFUSED) {
              ConsumptionResult now = bucket.look(CLIENT, List.of(asked.get(i))).get(0);
              assertThat(now.outcome())
                  .as("seed %d, step %d", seed, step)
                  .isEqualTo(Outcome.REFUSED);
              assertThat(here.get(i).delay()).isLessThanOrEqualTo(now.delay());
            }
          }
        }
        if (random.nextInt(20) == 0 && !held.isEmpty()) {
          Consumption one = held.remove(random.nextInt(held.size()));
          shield.settle(
              bucket,
              CLIENT,
              List.of(
                  new Settlement(
                      one, random.nextInt(3), random.nextBoolean(), null, TokenRequest.NO_LOGIN)));
        }
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  private static List<TokenRequest> randomRequests(List<TokenRequest> rules, Random random) {
    List<TokenRequest> asked = new ArrayList<>(rules);
    asked.remove(random.nextInt(asked.size()));
    asked.replaceAll(
        rule ->
            new TokenRequest(
                CLIENT,
                rule.bucket(),
                rule.spec(),
                1 + random.nextInt(2),
                WhenClusterFails.CLOSED,
                TokenRequest.NO_LOGIN,
                random.nextInt(4) > 0));
    return asked;
  }

  private static TokenRequest randomRequest(int bucket, Random random) {
    BucketSpec spec =
        new BucketSpec(
            List.of(
                new Limit(2 + random.nextInt(3), Duration.ofSeconds(1 + random.nextInt(3))),
                new Limit(5 + random.nextInt(30), Duration.ofMinutes(1))),
            List.of(Refill.values()).get(random.nextInt(Refill.values().length)),
            ZoneOffset.UTC,
            random.nextInt(3) == 0
                ? Optional.of(new Block(Duration.ofSeconds(2), Duration.ofSeconds(8)))
                : Optional.empty());
    return new TokenRequest(
        CLIENT, bucket, spec, 1, WhenClusterFails.CLOSED, TokenRequest.NO_LOGIN, true);
  }
}

package io.weir.internal.counting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What buckets promise, wherever they are kept. */
abstract class BucketsContract {

  private static final Instant HALF_PAST = Instant.parse("2026-03-10T09:00:30Z");

  private final HandClock clock = new HandClock(HALF_PAST);
  private final String key = UUID.randomUUID().toString();

  abstract Buckets buckets(InstantSource clock);

  private static BucketSpec shape(Refill refill, Bandwidth... bandwidths) {
    return new BucketSpec(List.of(bandwidths), refill, ZoneOffset.UTC);
  }

  private static Bandwidth perMinute(long tokens) {
    return new Bandwidth(tokens, Duration.ofMinutes(1));
  }

  @Test
  void aWindowRestoresAllTokensWhenItEndsAndNoneBefore() {
    Buckets buckets = buckets(clock);
    BucketSpec twoPerMinute = shape(Refill.WINDOW, perMinute(2));

    assertThat(buckets.take(key, twoPerMinute, 1).gauges())
        .containsExactly(new LimitState(2, 1, Duration.ZERO, Duration.ofSeconds(60)));
    clock.pass(Duration.ofSeconds(20));
    assertThat(buckets.take(key, twoPerMinute, 1).granted()).isTrue();
    clock.pass(Duration.ofSeconds(39));
    ConsumptionResult refused = buckets.take(key, twoPerMinute, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.gauges())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)));
    clock.pass(Duration.ofSeconds(1));
    assertThat(buckets.take(key, twoPerMinute, 2).granted()).isTrue();
  }

  @Test
  void aSmoothLimitRestoresTokensOneByOne() {
    Buckets buckets = buckets(clock);
    BucketSpec twoPerMinute = shape(Refill.SMOOTH, perMinute(2));

    assertThat(buckets.take(key, twoPerMinute, 2).gauges())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(60), Duration.ofSeconds(60)));
    clock.pass(Duration.ofSeconds(29));
    assertThat(buckets.take(key, twoPerMinute, 1).gauges())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(1), Duration.ofSeconds(31)));
    clock.pass(Duration.ofSeconds(1));
    assertThat(buckets.take(key, twoPerMinute, 1).granted()).isTrue();
    assertThat(buckets.take(key, twoPerMinute, 1).granted()).isFalse();
  }

  @Test
  void anAlignedLimitRestoresAllTokensAtTheFullMinute() {
    Buckets buckets = buckets(clock);
    BucketSpec twoPerMinute = shape(Refill.ALIGNED, perMinute(2));

    assertThat(buckets.take(key, twoPerMinute, 2).gauges())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(30), Duration.ofSeconds(30)));
    clock.pass(Duration.ofSeconds(30));
    assertThat(buckets.take(key, twoPerMinute, 2).gauges())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(60), Duration.ofSeconds(60)));
  }

  @Test
  void anAlignedDayEndsAtMidnightOfTheZoneAlsoWhenItsClocksChange() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    HandClock eve =
        new HandClock(Instant.parse("2026-03-28T22:30:00Z")); // 23:30, the clocks change at 02:00.
    Buckets buckets = buckets(eve);
    BucketSpec daily =
        new BucketSpec(List.of(new Bandwidth(2, Duration.ofDays(1))), Refill.ALIGNED, berlin);

    assertThat(buckets.take(key, daily, 2).gauges().get(0).reset())
        .isEqualTo(Duration.ofMinutes(30));
    eve.pass(Duration.ofMinutes(30));
    assertThat(buckets.take(key, daily, 2).granted()).isTrue();
    eve.pass(Duration.ofHours(22)); // 23:00 of a day of 23 hours.
    ConsumptionResult refused = buckets.take(key, daily, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.gauges().get(0).delay()).isEqualTo(Duration.ofHours(1));
    eve.pass(Duration.ofHours(1));
    assertThat(buckets.take(key, daily, 2).granted()).isTrue();
  }

  @Test
  void limitsOfOneBucketAreRefusedAsOne() {
    Buckets buckets = buckets(clock);
    BucketSpec both = shape(Refill.WINDOW, perMinute(2), new Bandwidth(3, Duration.ofDays(1)));

    buckets.take(key, both, 1);
    buckets.take(key, both, 1);
    assertThat(buckets.take(key, both, 1).gauges())
        .extracting(LimitState::left)
        .containsExactly(0L, 1L);
    clock.pass(Duration.ofMinutes(1));
    assertThat(buckets.take(key, both, 1).granted()).isTrue();
    ConsumptionResult refused = buckets.take(key, both, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.gauges())
        .containsExactly(
            new LimitState(2, 1, Duration.ZERO, Duration.ofMinutes(1)),
            new LimitState(3, 0, Duration.ofMinutes(1439), Duration.ofMinutes(1439)));
  }

  @Test
  void lookingTakesNothing() {
    Buckets buckets = buckets(clock);
    BucketSpec one = shape(Refill.WINDOW, perMinute(1));

    assertThat(buckets.look(key, one, 1).granted()).isTrue();
    assertThat(buckets.take(key, one, 1).granted()).isTrue();
    assertThat(buckets.look(key, one, 1).granted()).isFalse();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec two = shape(refill, perMinute(2), new Bandwidth(5, Duration.ofDays(1)));
      ConsumptionResult taken = buckets.take(key + refill, two, 2);
      assertThat(buckets.take(key + refill, two, 1).granted()).isFalse();
      buckets.giveBack(taken);
      assertThat(buckets.take(key + refill, two, 2).granted()).as(refill.name()).isTrue();
    }
  }

  @Test
  void whatWasRefilledMeanwhileIsNotGivenBackAsWell() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec two = shape(refill, perMinute(2));
      ConsumptionResult taken = buckets.take(key + refill, two, 1);
      clock.pass(Duration.ofMinutes(1));
      assertThat(buckets.take(key + refill, two, 1).granted()).isTrue();
      buckets.giveBack(taken);
      assertThat(buckets.take(key + refill, two, 2).granted()).as(refill.name()).isFalse();
      assertThat(buckets.take(key + refill, two, 1).granted()).as(refill.name()).isTrue();
    }
  }

  @Test
  void aStrictLimitRestoresEachTokenAPeriodAfterItWasTaken() {
    Buckets buckets = buckets(clock);
    BucketSpec two = shape(Refill.STRICT, perMinute(2));

    assertThat(buckets.take(key, two, 1).gauges())
        .containsExactly(new LimitState(2, 1, Duration.ZERO, Duration.ofSeconds(60)));
    clock.pass(Duration.ofSeconds(40));
    assertThat(buckets.take(key, two, 1).granted()).isTrue();
    clock.pass(Duration.ofSeconds(20).minusNanos(1));
    ConsumptionResult refused = buckets.take(key, two, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.gauges())
        .containsExactly(
            new LimitState(2, 0, Duration.ofNanos(1), Duration.ofSeconds(40).plusNanos(1)));
    clock.pass(Duration.ofNanos(1));
    assertThat(buckets.take(key, two, 1).granted()).isTrue();
    assertThat(buckets.look(key, two, 1).gauges().get(0).delay()).isEqualTo(Duration.ofSeconds(40));
  }

  /** Against a model that keeps everything: the last tokens of any stretch are never too many. */
  @Test
  void noStretchOfThePeriodHasMoreThanAStrictLimit() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Buckets buckets = buckets(clock);
      long most = random.nextLong(1, 7);
      BucketSpec strict =
          shape(
              Refill.STRICT,
              perMinute(most),
              new Bandwidth(most + random.nextLong(8), Duration.ofMinutes(5)));
      String own = key + "strict" + seed;
      List<Taken> model = new ArrayList<>();
      for (int step = 0; step < 80; step++) {
        clock.pass(Duration.ofMillis(random.nextInt(30_000)));
        if (random.nextInt(6) == 0 && !model.isEmpty()) {
          buckets.giveBack(model.remove(random.nextInt(model.size())).result());
        }
        long tokens = random.nextLong(1, Math.min(2, most) + 1);
        boolean expected = fits(model, strict, tokens);
        assertThat(buckets.look(own, strict, tokens).granted()).isEqualTo(expected);
        ConsumptionResult result = buckets.take(own, strict, tokens);
        assertThat(result.granted()).as("seed %d, step %d", seed, step).isEqualTo(expected);
        if (expected) {
          model.add(new Taken(clock.instant(), tokens, result));
        } else {
          Duration wait = result.delay();
          clock.pass(wait.minusNanos(1));
          assertThat(fits(model, strict, tokens)).isFalse();
          clock.pass(Duration.ofNanos(1));
          assertThat(fits(model, strict, tokens)).isTrue();
        }
      }
    }
  }

  private record Taken(Instant when, long tokens, ConsumptionResult result) {}

  private boolean fits(List<Taken> model, BucketSpec strict, long tokens) {
    return strict.bandwidths().stream()
        .allMatch(
            limit ->
                tokens
                        + model.stream()
                            .filter(
                                one -> one.when().isAfter(clock.instant().minus(limit.period())))
                            .mapToLong(Taken::tokens)
                            .sum()
                    <= limit.tokens());
  }

  @Test
  void whoIsRefusedIsBlockedForTheTimeOfTheBlockAndNotLongerByAskingAgain() {
    Buckets buckets = buckets(clock);
    BucketSpec blocking = blocking(Duration.ofMinutes(10), Duration.ofMinutes(10));

    buckets.take(key, blocking, 1);
    ConsumptionResult refused = buckets.take(key, blocking, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.gauges())
        .containsExactly(new LimitState(1, 0, Duration.ofMinutes(10), Duration.ofMinutes(10)));
    clock.pass(Duration.ofMinutes(9));
    assertThat(buckets.take(key, blocking, 1).delay()).isEqualTo(Duration.ofMinutes(1));
    assertThat(buckets.look(key, blocking, 1).delay()).isEqualTo(Duration.ofMinutes(1));
    clock.pass(Duration.ofMinutes(1));
    assertThat(buckets.take(key, blocking, 1).granted()).isTrue();
  }

  @Test
  void aBlockLastsAtLeastUntilTheLimitItselfAdmitsAgain() {
    Buckets buckets = buckets(clock);
    BucketSpec blocking = blocking(Duration.ofSeconds(1), Duration.ofSeconds(1));
    buckets.take(key, blocking, 1);
    clock.pass(Duration.ofSeconds(10));
    assertThat(buckets.take(key, blocking, 1).delay()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void aBlockDoublesUpToItsLongestAndWhatIsLongAgoFades() {
    Buckets buckets = buckets(clock);
    BucketSpec doubling = blocking(Duration.ofMinutes(1), Duration.ofMinutes(6));

    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(1));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(2));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(4));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(6));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(6));
    // Twice the longest block in peace: two doublings less, and this is one more.
    clock.pass(Duration.ofMinutes(12));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(4));
    clock.pass(Duration.ofHours(1));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void whoWasRefusedForTokensThatCameBackIsNotBlocked() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec one = blocking(refill, 1, Duration.ofMinutes(10), Duration.ofMinutes(40));
      String own = key + refill;
      ConsumptionResult held = buckets.take(own, one, 1);
      assertThat(buckets.take(own, one, 1).delay()).isEqualTo(Duration.ofMinutes(10));
      buckets.giveBack(held);
      assertThat(buckets.take(own, one, 1).granted()).as(refill.name()).isTrue();
      // And that one stays taken: now it is refused with reason, and for the first time.
      ConsumptionResult refused = buckets.take(own, one, 1);
      assertThat(refused.delay()).as(refill.name()).isEqualTo(Duration.ofMinutes(10));
    }
  }

  /** Else one who keeps a request of his own open would end his blocks by it. */
  @Test
  void whatWasRefilledMeanwhileEndsNoBlock() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec two = blocking(refill, 2, Duration.ofMinutes(10), Duration.ofMinutes(10));
      String own = key + refill;
      ConsumptionResult held = buckets.take(own, two, 1);
      buckets.take(own, two, 1);
      assertThat(buckets.take(own, two, 1).granted()).isFalse();
      clock.pass(Duration.ofMinutes(1));
      buckets.giveBack(held);
      assertThat(buckets.take(own, two, 1).granted()).as(refill.name()).isFalse();
    }
  }

  /** Asks until it is blocked, tells for how long, and waits for the end. */
  private Duration nextBlock(Buckets buckets, BucketSpec spec) {
    ConsumptionResult result = buckets.take(key, spec, 1);
    while (result.granted()) {
      result = buckets.take(key, spec, 1);
    }
    clock.pass(result.delay());
    return result.delay();
  }

  private static BucketSpec blocking(Duration first, Duration longest) {
    return blocking(Refill.WINDOW, 1, first, longest);
  }

  private static BucketSpec blocking(Refill refill, long tokens, Duration first, Duration longest) {
    return new BucketSpec(
        List.of(perMinute(tokens)), refill, ZoneOffset.UTC, Optional.of(new Block(first, longest)));
  }

  @Test
  void whatIsForgottenWasNeverTaken() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec two = shape(refill, perMinute(2));
      buckets.take(key + refill, two, 2);
      buckets.forget(key + refill, two);
      assertThat(buckets.take(key + refill, two, 2).granted()).as(refill.name()).isTrue();
    }
    BucketSpec blocking = blocking(Duration.ofMinutes(10), Duration.ofHours(1));
    nextBlock(buckets, blocking);
    buckets.forget(key, blocking);
    assertThat(nextBlock(buckets, blocking)).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aGuestIsKnownForThirtyDays() {
    Buckets buckets = buckets(clock);
    assertThat(buckets.knows(key)).isFalse();
    buckets.remember(key);
    clock.pass(Duration.ofDays(30));
    assertThat(buckets.knows(key)).isTrue();
    clock.pass(Duration.ofNanos(1));
    assertThat(buckets.knows(key)).isFalse();
  }

  /** However tokens are taken and given back, no window lets more than its number stay taken. */
  @Test
  void noMoreThanTheLimitStaysTakenInAWindow() {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Buckets buckets = buckets(clock);
      BucketSpec five = shape(Refill.WINDOW, perMinute(5));
      String own = key + seed;
      List<ConsumptionResult> held = new ArrayList<>();
      int kept = 0;
      buckets.take(own, five, 1);
      kept++;
      for (int step = 0; step < 60; step++) {
        if (random.nextInt(12) == 0) {
          clock.pass(Duration.ofMinutes(1));
          kept = 0; // What is held now was taken in a window that is over.
        } else if (random.nextInt(3) == 0 && !held.isEmpty()) {
          buckets.giveBack(held.remove(random.nextInt(held.size())));
        } else {
          ConsumptionResult result = buckets.take(own, five, 1);
          if (result.granted()) {
            if (random.nextBoolean()) {
              held.add(result);
            } else {
              kept++;
            }
          }
        }
        assertThat(kept).as("seed %d, step %d", seed, step).isLessThanOrEqualTo(5);
      }
    }
  }

  @Test
  void threadsThatAskAtOnceGetAsManyTokensAsThereAre()
      throws InterruptedException, ExecutionException {
    Buckets buckets = buckets(clock);
    BucketSpec fifty = shape(Refill.WINDOW, perMinute(50));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> answers =
          threads.invokeAll(
              IntStream.range(0, 400)
                  .<java.util.concurrent.Callable<Boolean>>mapToObj(
                      i -> () -> buckets.take(key, fifty, 1).granted())
                  .toList());
      int granted = 0;
      for (Future<Boolean> answer : answers) {
        granted += answer.get() ? 1 : 0;
      }
      assertThat(granted).isEqualTo(50);
    } finally {
      threads.shutdownNow();
    }
  }
}

package io.weir.internal.counting.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.Entries;
import io.weir.internal.counting.HandClock;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of buckets, for every place where they are kept. */
public abstract class BucketsContract {

  private static final Instant HALF_PAST = Instant.parse("2026-03-10T09:00:30Z");

  private final HandClock clock = new HandClock(HALF_PAST);
  private final String key = UUID.randomUUID().toString();

  protected abstract Entries entries(InstantSource clock);

  private Buckets buckets(InstantSource clock) {
    return new Buckets(entries(clock));
  }

  private static BucketSpec spec(Refill refill, Limit... limits) {
    return new BucketSpec(List.of(limits), refill, ZoneOffset.UTC);
  }

  private static Limit perMinute(long tokens) {
    return new Limit(tokens, Duration.ofMinutes(1));
  }

  private static void refund(Buckets buckets, ConsumptionResult result) {
    settle(buckets, result, 0);
  }

  @Test
  void a_window_restores_all_tokens_when_it_ends_and_none_before() {
    Buckets buckets = buckets(clock);
    BucketSpec twoPerMinute = spec(Refill.WINDOW, perMinute(2));

    assertThat(buckets.take(key, twoPerMinute, 1).limits())
        .containsExactly(new LimitState(2, 1, Duration.ZERO, Duration.ofSeconds(60)));
    clock.pass(Duration.ofSeconds(20));
    assertThat(buckets.take(key, twoPerMinute, 1).granted()).isTrue();
    clock.pass(Duration.ofSeconds(39));
    ConsumptionResult refused = buckets.take(key, twoPerMinute, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.limits())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)));
    clock.pass(Duration.ofSeconds(1));
    assertThat(buckets.take(key, twoPerMinute, 2).granted()).isTrue();
  }

  @Test
  void a_smooth_limit_restores_tokens_one_by_one() {
    Buckets buckets = buckets(clock);
    BucketSpec twoPerMinute = spec(Refill.SMOOTH, perMinute(2));

    assertThat(buckets.take(key, twoPerMinute, 2).limits())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(60), Duration.ofSeconds(60)));
    clock.pass(Duration.ofSeconds(29));
    assertThat(buckets.take(key, twoPerMinute, 1).limits())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(1), Duration.ofSeconds(31)));
    clock.pass(Duration.ofSeconds(1));
    assertThat(buckets.take(key, twoPerMinute, 1).granted()).isTrue();
    assertThat(buckets.take(key, twoPerMinute, 1).granted()).isFalse();
  }

  @Test
  void an_aligned_limit_restores_all_tokens_at_the_full_minute() {
    Buckets buckets = buckets(clock);
    BucketSpec twoPerMinute = spec(Refill.ALIGNED, perMinute(2));

    assertThat(buckets.take(key, twoPerMinute, 2).limits())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(30), Duration.ofSeconds(30)));
    clock.pass(Duration.ofSeconds(30));
    assertThat(buckets.take(key, twoPerMinute, 2).limits())
        .containsExactly(new LimitState(2, 0, Duration.ofSeconds(60), Duration.ofSeconds(60)));
  }

  @Test
  void an_aligned_day_ends_at_midnight_of_the_zone_also_when_its_clocks_change() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    HandClock eve =
        new HandClock(Instant.parse("2026-03-28T22:30:00Z")); // 23:30, the clocks change at 02:00.
    Buckets buckets = buckets(eve);
    BucketSpec daily =
        new BucketSpec(List.of(new Limit(2, Duration.ofDays(1))), Refill.ALIGNED, berlin);

    assertThat(buckets.take(key, daily, 2).limits().get(0).reset())
        .isEqualTo(Duration.ofMinutes(30));
    eve.pass(Duration.ofMinutes(30));
    assertThat(buckets.take(key, daily, 2).granted()).isTrue();
    eve.pass(Duration.ofHours(22)); // 23:00 of a day of 23 hours.
    ConsumptionResult refused = buckets.take(key, daily, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.limits().get(0).delay()).isEqualTo(Duration.ofHours(1));
    eve.pass(Duration.ofHours(1));
    assertThat(buckets.take(key, daily, 2).granted()).isTrue();
  }

  /** Each step is a minute, so that the entry of the bucket also outlives its time in the table. */
  @Test
  void an_aligned_window_lasts_as_long_as_the_clocks_of_its_zone_say() {
    record Day(String zone, String from, Duration length) {}
    for (Day day :
        List.of(
            new Day("Europe/Berlin", "2026-10-24T22:00:00Z", Duration.ofHours(25)),
            new Day("Europe/Berlin", "2026-03-28T23:00:00Z", Duration.ofHours(23)),
            new Day("Europe/Berlin", "2026-06-30T22:00:00Z", Duration.ofHours(24)),
            new Day("America/Havana", "2026-11-01T04:00:00Z", Duration.ofHours(25)),
            new Day("Australia/Lord_Howe", "2026-04-04T13:00:00Z", Duration.ofMinutes(1470)),
            new Day("Antarctica/Troll", "2026-10-24T22:00:00Z", Duration.ofHours(26)))) {
      assertThat(granted(day.zone(), Duration.ofDays(1), day.from(), day.length().toMinutes()))
          .as(day.toString())
          .containsExactly(0L);
    }
    // 02:00 to 03:00 is shown twice.
    String midnight = "2026-10-24T22:00:00Z";
    assertThat(granted("Europe/Berlin", Duration.ofHours(12), midnight, 25 * 60))
        .containsExactly(0L, 13 * 60L);
    assertThat(granted("Europe/Berlin", Duration.ofHours(3), midnight, 6 * 60))
        .containsExactly(0L, 4 * 60L);
    assertThat(granted("Europe/Berlin", Duration.ofHours(2), midnight, 7 * 60))
        .containsExactly(0L, 120L, 300L);
    assertThat(granted("Europe/Berlin", Duration.ofHours(2), "2026-03-28T23:00:00Z", 6 * 60))
        .containsExactly(0L, 120L, 180L, 300L);
    assertThat(granted("Europe/Berlin", Duration.ofHours(1), midnight, 4 * 60))
        .containsExactly(0L, 60L, 120L, 180L);
    assertThat(granted("Europe/Berlin", Duration.ofMinutes(30), midnight, 4 * 60))
        .containsExactly(0L, 30L, 60L, 90L, 120L, 150L, 180L, 210L);
    // From 02:00 the clock is set back to 01:30.
    assertThat(granted("Australia/Lord_Howe", Duration.ofHours(1), "2026-04-04T13:00:00Z", 4 * 60))
        .containsExactly(0L, 60L, 150L, 210L);
  }

  /** The minutes at which a client that asks every minute gets the one token of a window. */
  private List<Long> granted(String zone, Duration period, String from, long minutes) {
    HandClock own = new HandClock(Instant.parse(from));
    Buckets buckets = buckets(own);
    String client = key + zone + period + from;
    BucketSpec one = new BucketSpec(List.of(new Limit(1, period)), Refill.ALIGNED, ZoneId.of(zone));
    List<Long> granted = new ArrayList<>();
    for (long minute = 0; minute < minutes; minute++) {
      if (buckets.take(client, one, 1).granted()) {
        granted.add(minute);
      }
      own.pass(Duration.ofMinutes(1));
    }
    return granted;
  }

  @Test
  void after_a_clock_was_set_back_a_bucket_refuses_no_longer_than_its_period() {
    for (Refill refill : Refill.values()) {
      for (Duration back :
          List.of(Duration.ofMinutes(2), Duration.ofHours(1), Duration.ofDays(9))) {
        HandClock own = new HandClock(HALF_PAST);
        Buckets buckets = buckets(own);
        BucketSpec two = spec(refill, perMinute(2), new Limit(3, Duration.ofMinutes(10)));
        String client = key + refill + back;
        ConsumptionResult held = buckets.take(client, two, 2);
        own.pass(back.negated());
        String as = refill + ", " + back;
        assertThat(buckets.look(client, two, 1).delay())
            .as(as)
            .isBetween(Duration.ofNanos(1), Duration.ofMinutes(1));
        ConsumptionResult refused = buckets.take(client, two, 1);
        assertThat(refused.granted()).as(as).isFalse();
        assertThat(refused.delay()).as(as).isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(refused.limits().get(1).reset())
            .as(as)
            .isLessThanOrEqualTo(Duration.ofMinutes(10));
        own.pass(refused.delay());
        assertThat(buckets.take(client, two, 1).granted()).as(as).isTrue();
        assertThat(buckets.take(client, two, 1).granted()).as(as).isFalse();
        refund(buckets, held);
        assertThat(left(buckets, client, two).get(1)).as(as).isBetween(0L, 2L);
      }
    }
  }

  /** A grant also corrects the entry: otherwise the refusal after it would show the wrong time. */
  @Test
  void a_grant_after_a_clock_was_set_back_can_be_given_back() {
    for (Refill refill : Refill.values()) {
      HandClock own = new HandClock(HALF_PAST);
      Buckets buckets = buckets(own);
      BucketSpec three = spec(refill, perMinute(3));
      String client = key + refill;
      buckets.take(client, three, 1);
      own.pass(Duration.ofDays(-1));
      ConsumptionResult taken = buckets.take(client, three, 2);
      assertThat(taken.granted()).as(refill.name()).isTrue();
      assertThat(taken.limits().get(0).reset())
          .as(refill.name())
          .isLessThanOrEqualTo(Duration.ofMinutes(1));
      refund(buckets, taken);
      assertThat(left(buckets, client, three)).as(refill.name()).containsExactly(2L);
    }
  }

  /** Clocks of nodes may differ by a minute: within it, no token comes back early. */
  @Test
  void a_time_less_than_a_minute_ahead_is_believed() {
    for (Refill refill : List.of(Refill.WINDOW, Refill.SMOOTH, Refill.STRICT)) {
      HandClock own = new HandClock(HALF_PAST);
      Buckets buckets = buckets(own);
      BucketSpec two = blocking(refill, 2, Duration.ofMinutes(10), Duration.ofMinutes(10));
      String client = key + refill;
      buckets.take(client, two, 2);
      own.pass(Duration.ofMinutes(-1));
      assertThat(buckets.look(client, two, 2).delay())
          .as(refill.name())
          .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
      own.pass(Duration.ofMinutes(1));
      buckets.take(client, two, 1);
      own.pass(Duration.ofMinutes(-1));
      assertThat(buckets.look(client, two, 1).delay())
          .as(refill.name())
          .isEqualTo(Duration.ofMinutes(11));
    }
  }

  @Test
  void a_block_lasts_no_longer_after_a_clock_was_set_back() {
    for (Refill refill : Refill.values()) {
      HandClock own = new HandClock(HALF_PAST);
      Buckets buckets = buckets(own);
      BucketSpec two = blocking(refill, 2, Duration.ofMinutes(10), Duration.ofMinutes(20));
      String client = key + refill;
      buckets.take(client, two, 2);
      assertThat(buckets.take(client, two, 1).delay()).isEqualTo(Duration.ofMinutes(10));
      own.pass(Duration.ofHours(-1));
      assertThat(buckets.look(client, two, 1).delay())
          .as(refill.name())
          .isEqualTo(Duration.ofMinutes(10));
      own.pass(Duration.ofMinutes(4));
      assertThat(buckets.take(client, two, 1).delay())
          .as(refill.name())
          .isEqualTo(Duration.ofMinutes(6));
      own.pass(Duration.ofMinutes(6));
      assertThat(buckets.take(client, two, 2).granted()).as(refill.name()).isTrue();
      assertThat(buckets.take(client, two, 1).delay())
          .as(refill.name())
          .isEqualTo(Duration.ofMinutes(20));
    }
  }

  /** Nodes of one cluster may run in different locales. */
  @Test
  void a_block_is_the_same_in_every_locale() {
    Locale before = Locale.getDefault();
    Buckets buckets = buckets(clock);
    BucketSpec blocking = blocking(Duration.ofMinutes(10), Duration.ofMinutes(10));
    buckets.take(key, blocking, 1);
    buckets.take(key, blocking, 1);
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(buckets.look(key, blocking, 1).delay()).isEqualTo(Duration.ofMinutes(10));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void a_login_in_the_future_is_not_known() {
    Buckets buckets = buckets(clock);
    buckets.rememberLogin(key);
    clock.pass(Duration.ofMinutes(-1));
    assertThat(buckets.knowsLogin(key)).isTrue();
    clock.pass(Duration.ofNanos(-1));
    assertThat(buckets.knowsLogin(key)).isFalse();
    buckets.rememberLogin(key);
    assertThat(buckets.knowsLogin(key)).isTrue();
  }

  /**
   * Whatever the clock does, nobody is told to wait longer than the period and what clocks may
   * differ, waiting as told is enough, and a clock that runs on never gives more than the limit.
   */
  @Test
  void a_clock_that_jumps_makes_nobody_wait_longer_than_a_period() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      HandClock own = new HandClock(HALF_PAST);
      Buckets buckets = buckets(own);
      Refill refill = List.of(Refill.values()).get(random.nextInt(Refill.values().length));
      BucketSpec spec = spec(refill, perMinute(3), new Limit(8, Duration.ofHours(1)));
      String client = key + "jumps" + seed;
      int sinceJump = 0;
      for (int step = 0; step < 60; step++) {
        String as = "seed %d, step %d, %s".formatted(seed, step, refill);
        if (random.nextInt(8) == 0) {
          own.pass(Duration.ofSeconds(random.nextLong(-400_000, 400_000)));
          sinceJump = 0;
        }
        ConsumptionResult result = buckets.take(client, spec, 1);
        if (result.granted()) {
          sinceJump++;
        } else {
          assertThat(result.delay()).as(as).isLessThanOrEqualTo(Duration.ofMinutes(61));
          if (random.nextInt(3) == 0) {
            own.pass(result.delay());
            sinceJump = 0;
            assertThat(buckets.look(client, spec, 1).granted()).as(as).isTrue();
          }
        }
        assertThat(sinceJump).as(as).isLessThanOrEqualTo(3);
      }
    }
  }

  @Test
  void limits_of_one_bucket_are_refused_as_one() {
    Buckets buckets = buckets(clock);
    BucketSpec both = spec(Refill.WINDOW, perMinute(2), new Limit(3, Duration.ofDays(1)));

    buckets.take(key, both, 1);
    buckets.take(key, both, 1);
    assertThat(buckets.take(key, both, 1).limits())
        .extracting(LimitState::left)
        .containsExactly(0L, 1L);
    clock.pass(Duration.ofMinutes(1));
    assertThat(buckets.take(key, both, 1).granted()).isTrue();
    ConsumptionResult refused = buckets.take(key, both, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.limits())
        .containsExactly(
            new LimitState(2, 1, Duration.ZERO, Duration.ofMinutes(1)),
            new LimitState(3, 0, Duration.ofMinutes(1439), Duration.ofMinutes(1439)));
  }

  @Test
  void looking_takes_nothing() {
    Buckets buckets = buckets(clock);
    BucketSpec one = spec(Refill.WINDOW, perMinute(1));

    assertThat(buckets.look(key, one, 1).granted()).isTrue();
    assertThat(buckets.take(key, one, 1).granted()).isTrue();
    assertThat(buckets.look(key, one, 1).granted()).isFalse();
  }

  @Test
  void what_is_given_back_can_be_taken_again() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec two = spec(refill, perMinute(2), new Limit(5, Duration.ofDays(1)));
      ConsumptionResult taken = buckets.take(key + refill, two, 2);
      assertThat(buckets.take(key + refill, two, 1).granted()).isFalse();
      refund(buckets, taken);
      assertThat(buckets.take(key + refill, two, 2).granted()).as(refill.name()).isTrue();
    }
  }

  @Test
  void what_was_refilled_meanwhile_is_not_given_back_as_well() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec two = spec(refill, perMinute(2));
      ConsumptionResult taken = buckets.take(key + refill, two, 1);
      clock.pass(Duration.ofMinutes(1));
      assertThat(buckets.take(key + refill, two, 1).granted()).isTrue();
      refund(buckets, taken);
      assertThat(buckets.take(key + refill, two, 2).granted()).as(refill.name()).isFalse();
      assertThat(buckets.take(key + refill, two, 1).granted()).as(refill.name()).isTrue();
    }
  }

  @Test
  void a_strict_limit_restores_each_token_a_period_after_it_was_taken() {
    Buckets buckets = buckets(clock);
    BucketSpec two = spec(Refill.STRICT, perMinute(2));

    assertThat(buckets.take(key, two, 1).limits())
        .containsExactly(new LimitState(2, 1, Duration.ZERO, Duration.ofSeconds(60)));
    clock.pass(Duration.ofSeconds(40));
    assertThat(buckets.take(key, two, 1).granted()).isTrue();
    clock.pass(Duration.ofSeconds(20).minusNanos(1));
    ConsumptionResult refused = buckets.take(key, two, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.limits())
        .containsExactly(
            new LimitState(2, 0, Duration.ofNanos(1), Duration.ofSeconds(40).plusNanos(1)));
    clock.pass(Duration.ofNanos(1));
    assertThat(buckets.take(key, two, 1).granted()).isTrue();
    assertThat(buckets.look(key, two, 1).limits().get(0).delay()).isEqualTo(Duration.ofSeconds(40));
  }

  /**
   * Compares with a model that keeps every time: no stretch of a period has more tokens than the
   * limit.
   */
  @Test
  void no_stretch_of_the_period_has_more_than_a_strict_limit() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Buckets buckets = buckets(clock);
      long most = random.nextLong(1, 7);
      BucketSpec strict =
          spec(
              Refill.STRICT,
              perMinute(most),
              new Limit(most + random.nextLong(8), Duration.ofMinutes(5)));
      String own = key + "strict" + seed;
      List<Taken> model = new ArrayList<>();
      for (int step = 0; step < 80; step++) {
        clock.pass(Duration.ofMillis(random.nextInt(30_000)));
        if (random.nextInt(6) == 0 && !model.isEmpty()) {
          refund(buckets, model.remove(random.nextInt(model.size())).result());
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
    return strict.limits().stream()
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
  void who_is_refused_is_blocked_for_the_time_of_the_block_and_not_longer_by_asking_again() {
    Buckets buckets = buckets(clock);
    BucketSpec blocking = blocking(Duration.ofMinutes(10), Duration.ofMinutes(10));

    buckets.take(key, blocking, 1);
    ConsumptionResult refused = buckets.take(key, blocking, 1);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.limits())
        .containsExactly(new LimitState(1, 0, Duration.ofMinutes(10), Duration.ofMinutes(10)));
    clock.pass(Duration.ofMinutes(9));
    assertThat(buckets.take(key, blocking, 1).delay()).isEqualTo(Duration.ofMinutes(1));
    assertThat(buckets.look(key, blocking, 1).delay()).isEqualTo(Duration.ofMinutes(1));
    clock.pass(Duration.ofMinutes(1));
    assertThat(buckets.take(key, blocking, 1).granted()).isTrue();
  }

  @Test
  void a_block_lasts_at_least_until_the_limit_itself_admits_again() {
    Buckets buckets = buckets(clock);
    BucketSpec blocking = blocking(Duration.ofSeconds(1), Duration.ofSeconds(1));
    buckets.take(key, blocking, 1);
    clock.pass(Duration.ofSeconds(10));
    assertThat(buckets.take(key, blocking, 1).delay()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void a_block_doubles_up_to_its_longest_and_what_is_long_ago_fades() {
    Buckets buckets = buckets(clock);
    BucketSpec doubling = blocking(Duration.ofMinutes(1), Duration.ofMinutes(6));

    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(1));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(2));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(4));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(6));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(6));
    // After twice the longest block without a refusal, two doublings are forgotten; this block adds
    // one.
    clock.pass(Duration.ofMinutes(12));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(4));
    clock.pass(Duration.ofHours(1));
    assertThat(nextBlock(buckets, doubling)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void who_was_refused_for_tokens_that_came_back_is_not_blocked() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec one = blocking(refill, 1, Duration.ofMinutes(10), Duration.ofMinutes(40));
      String own = key + refill;
      ConsumptionResult held = buckets.take(own, one, 1);
      assertThat(buckets.take(own, one, 1).delay()).isEqualTo(Duration.ofMinutes(10));
      refund(buckets, held);
      assertThat(buckets.take(own, one, 1).granted()).as(refill.name()).isTrue();
      // That token stays taken, so this refusal begins the first block.
      ConsumptionResult refused = buckets.take(own, one, 1);
      assertThat(refused.delay()).as(refill.name()).isEqualTo(Duration.ofMinutes(10));
    }
  }

  /** Otherwise a client could end its blocks with a request that it keeps open. */
  @Test
  void what_was_refilled_meanwhile_ends_no_block() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec two = blocking(refill, 2, Duration.ofMinutes(10), Duration.ofMinutes(10));
      String own = key + refill;
      ConsumptionResult held = buckets.take(own, two, 1);
      buckets.take(own, two, 1);
      assertThat(buckets.take(own, two, 1).granted()).isFalse();
      clock.pass(Duration.ofMinutes(1));
      refund(buckets, held);
      assertThat(buckets.take(own, two, 1).granted()).as(refill.name()).isFalse();
    }
  }

  /**
   * Takes tokens until the bucket blocks, returns the length of the block, and waits for its end.
   */
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
  void what_is_forgotten_was_never_taken() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec two = spec(refill, perMinute(2));
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
  void a_login_is_known_for_thirty_days() {
    Buckets buckets = buckets(clock);
    assertThat(buckets.knowsLogin(key)).isFalse();
    buckets.rememberLogin(key);
    clock.pass(Duration.ofDays(30));
    assertThat(buckets.knowsLogin(key)).isTrue();
    clock.pass(Duration.ofNanos(1));
    assertThat(buckets.knowsLogin(key)).isFalse();
  }

  /** In any order of takes and refunds, no window has more tokens taken than its limit. */
  @Test
  void no_more_than_the_limit_stays_taken_in_a_window() {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Buckets buckets = buckets(clock);
      BucketSpec five = spec(Refill.WINDOW, perMinute(5));
      String own = key + seed;
      List<ConsumptionResult> held = new ArrayList<>();
      int kept = 0;
      buckets.take(own, five, 1);
      kept++;
      for (int step = 0; step < 60; step++) {
        if (random.nextInt(12) == 0) {
          clock.pass(Duration.ofMinutes(1));
          kept = 0; // The tokens that are held now were taken in an earlier window.
        } else if (random.nextInt(3) == 0 && !held.isEmpty()) {
          refund(buckets, held.remove(random.nextInt(held.size())));
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
  void threads_that_ask_at_once_get_as_many_tokens_as_there_are()
      throws InterruptedException, ExecutionException {
    Buckets buckets = buckets(clock);
    BucketSpec fifty = spec(Refill.WINDOW, perMinute(50));
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

  @Test
  void a_request_that_cost_less_gives_the_rest_back() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec five = spec(refill, perMinute(5), new Limit(9, Duration.ofDays(1)));
      ConsumptionResult taken = buckets.take(key + refill, five, 4);
      settle(buckets, taken, 1);
      assertThat(left(buckets, key + refill, five)).as(refill.name()).containsExactly(4L, 8L);
    }
  }

  @Test
  void a_request_that_cost_as_much_as_it_took_changes_nothing() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec five = spec(refill, perMinute(5));
      settle(buckets, buckets.take(key + refill, five, 4), 4);
      assertThat(left(buckets, key + refill, five)).as(refill.name()).containsExactly(1L);
    }
  }

  @Test
  void a_window_owes_what_a_request_cost_more_than_there_was() {
    Buckets buckets = buckets(clock);
    for (Refill refill : List.of(Refill.WINDOW, Refill.ALIGNED)) {
      BucketSpec five = spec(refill, new Limit(5, Duration.ofHours(1)));
      String own = key + refill;
      settle(buckets, buckets.take(own, five, 2), 9);
      ConsumptionResult refused = buckets.take(own, five, 1);
      assertThat(refused.granted()).as(refill.name()).isFalse();
      assertThat(refused.limits().get(0).left()).isZero();
      clock.pass(refused.limits().get(0).reset());
      assertThat(left(buckets, own, five)).as(refill.name()).containsExactly(1L);
    }
  }

  @Test
  void a_smooth_limit_owes_what_a_request_cost_more_than_there_was() {
    Buckets buckets = buckets(clock);
    BucketSpec sixty = spec(Refill.SMOOTH, perMinute(60));
    settle(buckets, buckets.take(key, sixty, 10), 80);
    assertThat(buckets.take(key, sixty, 1).delay()).isEqualTo(Duration.ofSeconds(21));
    clock.pass(Duration.ofSeconds(21));
    assertThat(buckets.take(key, sixty, 1).granted()).isTrue();
  }

  /**
   * If more tokens are charged than the limit holds, as many as it holds count, from the settlement
   * on.
   */
  @Test
  void a_strict_limit_is_empty_for_a_period_after_a_request_cost_more_than_there_was() {
    Buckets buckets = buckets(clock);
    BucketSpec five = spec(Refill.STRICT, perMinute(5));
    ConsumptionResult taken = buckets.take(key, five, 2);
    clock.pass(Duration.ofSeconds(20));
    settle(buckets, taken, 1_000_000_000);
    assertThat(buckets.take(key, five, 1).delay()).isEqualTo(Duration.ofSeconds(60));
    clock.pass(Duration.ofSeconds(60));
    assertThat(buckets.take(key, five, 5).granted()).isTrue();
  }

  @Test
  void a_debt_in_a_bucket_that_is_forgotten_meanwhile_is_owed_by_a_new_one() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec five = spec(refill, perMinute(5));
      ConsumptionResult taken = buckets.take(key + refill, five, 1);
      buckets.forget(key + refill, five);
      settle(buckets, taken, 4);
      assertThat(left(buckets, key + refill, five)).as(refill.name()).containsExactly(2L);
    }
  }

  /** Only a refused request begins a block; a settlement that takes more does not. */
  @Test
  void a_settlement_begins_no_block_and_ends_one_that_its_tokens_caused() {
    Buckets buckets = buckets(clock);
    for (Refill refill : Refill.values()) {
      BucketSpec two = blocking(refill, 2, Duration.ofMinutes(10), Duration.ofMinutes(10));
      String own = key + refill;
      ConsumptionResult held = buckets.take(own, two, 2);
      assertThat(buckets.take(own, two, 1).granted()).isFalse();
      settle(buckets, held, 0);
      settle(buckets, buckets.take(own, two, 1), 3);
      assertThat(buckets.look(own, two, 1).delay())
          .as(refill.name())
          .isLessThan(Duration.ofMinutes(10));
    }
  }

  /**
   * Against a model in numbers: one token a second for a smooth limit, all tokens every ten minutes
   * for a window. A refund counts as never taken only as far as no refill was lost by it.
   */
  @Test
  void taking_and_settling_any_amount_agrees_with_the_model() {
    for (Refill refill : List.of(Refill.WINDOW, Refill.SMOOTH)) {
      for (long seed = 0; seed < 30; seed++) {
        Random random = new Random(seed);
        Buckets buckets = buckets(clock);
        BucketSpec spec = spec(refill, new Limit(600, Duration.ofMinutes(10)));
        String own = key + refill + seed;
        BucketModel model = new BucketModel(600, refill == Refill.SMOOTH ? 1 : 600);
        List<Held> held = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
          String at = "%s, seed %d, step %d".formatted(refill, seed, step);
          int seconds = step == 0 ? 0 : random.nextInt(60);
          clock.pass(Duration.ofSeconds(seconds));
          model.pass(seconds);
          if (!held.isEmpty() && random.nextInt(3) == 0) {
            Held one = held.remove(random.nextInt(held.size()));
            long actual = random.nextLong(one.tokens() * 2 + 1);
            settle(buckets, one.result(), actual);
            model.settle(one.tokens(), actual, one.left(), one.refilled());
          } else {
            long tokens = random.nextLong(1, 200);
            ConsumptionResult result = buckets.take(own, spec, tokens);
            assertThat(result.granted()).as(at).isEqualTo(model.take(tokens));
            if (result.granted()) {
              held.add(new Held(result, tokens, model.size, model.refilled));
            }
          }
          assertThat(left(buckets, own, spec)).as(at).containsExactly(Math.max(0, model.sizeNow()));
        }
      }
    }
  }

  private record Held(ConsumptionResult result, long tokens, long left, long refilled) {}

  /** A bucket as a number, refilled when tokens are taken. */
  private static final class BucketModel {

    private final long capacity;
    private final long step;
    private final long secondsOfStep;
    private long seconds;
    private long size;

    /** The tokens that came back so far, those included that a full bucket lost. */
    private long refilled;

    BucketModel(long capacity, long step) {
      this.capacity = capacity;
      this.step = step;
      this.secondsOfStep = 600 * step / capacity;
      this.size = capacity;
    }

    void pass(int passed) {
      seconds += passed;
    }

    long sizeNow() {
      return Math.min(capacity, size + refilledNow() - refilled);
    }

    private long refilledNow() {
      return seconds / secondsOfStep * step;
    }

    boolean take(long tokens) {
      boolean granted = sizeNow() >= tokens;
      if (granted) {
        charge(tokens);
      }
      return granted;
    }

    private void charge(long tokens) {
      size = sizeNow() - tokens;
      refilled = refilledNow();
    }

    void settle(long taken, long actual, long leftThen, long refilledThen) {
      if (actual > taken) {
        charge(actual - taken);
      } else {
        long room = capacity - leftThen - (refilled - refilledThen);
        size += Math.max(0, Math.min(taken - actual, room));
      }
    }
  }

  /** Against a model that keeps the time of each token. */
  @Test
  void settling_a_strict_limit_agrees_with_the_model() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Buckets buckets = buckets(clock);
      BucketSpec strict = spec(Refill.STRICT, perMinute(6), new Limit(9, Duration.ofMinutes(5)));
      String own = key + "settled" + seed;
      List<Taken> model = new ArrayList<>();
      for (int step = 0; step < 80; step++) {
        clock.pass(Duration.ofMillis(1 + random.nextInt(30_000)));
        long tokens = random.nextLong(1, 4);
        ConsumptionResult result = buckets.take(own, strict, tokens);
        assertThat(result.granted())
            .as("seed %d, step %d", seed, step)
            .isEqualTo(fits(model, strict, tokens));
        if (!result.granted()) {
          continue;
        }
        Instant then = clock.instant();
        clock.pass(Duration.ofMillis(random.nextInt(3) * 20_000L));
        long actual = random.nextLong(7);
        settle(buckets, result, actual);
        model.add(new Taken(then, Math.min(tokens, actual), result));
        model.add(new Taken(clock.instant(), Math.max(0, actual - tokens), result));
      }
    }
  }

  private static void settle(Buckets buckets, ConsumptionResult result, long actual) {
    buckets.settle(Objects.requireNonNull(result.consumption()), actual);
  }

  private static List<Long> left(Buckets buckets, String key, BucketSpec spec) {
    return buckets.look(key, spec, 1).limits().stream().map(LimitState::left).toList();
  }
}

package io.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.Upstream.Answer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether and when a call is attempted again, with the time passed in. */
class RetryPlanTest {

  private static final Instant START = Instant.parse("2026-11-08T08:49:37Z");
  private static final Result FAILS =
      new Result(Result.Kind.FAILS, "status 503", true, Optional.empty());

  /** Always waits as long as it may. */
  private static final RandomGenerator MOST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return -1;
        }

        @Override
        public double nextDouble() {
          return 1;
        }
      };

  private static UpstreamPolicy policy(int retries, int base, int longest, int deadline) {
    return new UpstreamPolicy(
        "openai",
        Optional.empty(),
        retries,
        Duration.ofSeconds(base),
        Duration.ofSeconds(longest),
        Duration.ofSeconds(deadline),
        10,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30));
  }

  private static RetryPlan plan(UpstreamPolicy policy, boolean idempotent) {
    return new RetryPlan(policy, new RetryBudget(10, () -> {}), idempotent, MOST, START);
  }

  private static Result asking(String retryAfter) {
    return Result.of(new Answer(503, Optional.of(retryAfter)), START);
  }

  @Test
  void the_longest_wait_doubles_up_to_a_bound() {
    RetryPlan plan = plan(policy(6, 1, 10, 1000), true);
    List<Long> waits = new ArrayList<>();
    for (Optional<Duration> wait = plan.next(FAILS, START);
        wait.isPresent();
        wait = plan.next(FAILS, START)) {
      waits.add(wait.get().toSeconds());
    }
    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
  }

  @Test
  void only_what_may_be_repeated_is() {
    assertThat(plan(policy(3, 1, 60, 120), false).next(FAILS, START)).isEmpty();
    assertThat(plan(policy(0, 1, 60, 120), true).next(FAILS, START)).isEmpty();
    assertThat(plan(policy(3, 1, 60, 120), true).next(Result.NOTHING, START)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1000",
    "1, 1000",
    "2, 2000",
    "119, 119000",
    "120,",
    "121,",
    "99999999999999999999,",
    "soon, 1000",
    "-1, 1000",
    "1.5, 1000",
    "'', 1000",
    "'Sun, 08 Nov 2026 08:49:47 GMT', 10000",
    "'Sun, 08 Nov 2026 08:49:37 GMT', 1000",
    "'Sun, 08 Nov 1998 08:49:37 GMT', 1000",
    "'Sun, 08 Nov 2026 08:51:37 GMT',",
    "'Fri, 08 Nov 9999 08:49:37 GMT', 1000",
  })
  void a_service_says_when_to_come_back(String header, Long millis) {
    assertThat(
            plan(policy(3, 1, 60, 120), true).next(asking(header), START).map(Duration::toMillis))
        .isEqualTo(Optional.ofNullable(millis));
  }

  @Test
  void nothing_begins_after_the_deadline() {
    RetryPlan plan = plan(policy(3, 1, 60, 10), true);
    assertThat(plan.next(FAILS, START.plusSeconds(9).plusNanos(1))).isEmpty();
    assertThat(plan.next(FAILS, START.plusSeconds(8))).contains(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({
    "200, WORKS, false", "301, WORKS, false", "400, WORKS, false", "404, WORKS, false",
    "407, WORKS, false", "408, NOTHING, true", "409, WORKS, false", "428, WORKS, false",
    "429, NOTHING, true", "430, WORKS, false", "499, WORKS, false", "500, FAILS, true",
    "501, FAILS, false", "502, FAILS, true", "503, FAILS, true", "504, FAILS, true",
    "505, FAILS, false", "506, FAILS, true", "599, FAILS, true",
  })
  void a_status_says_something_about_the_service(int status, Result.Kind kind, boolean repeatable) {
    Result result = Result.of(new Answer(status, Optional.empty()), START);
    assertThat(result.kind()).isEqualTo(kind);
    assertThat(result.repeatable()).isEqualTo(repeatable);
  }

  @Test
  void an_exception_says_something_if_it_comes_from_the_network() {
    assertThat(Result.of(new IOException()).kind()).isEqualTo(Result.Kind.FAILS);
    assertThat(Result.of(new TimeoutException()).repeatable()).isTrue();
    assertThat(Result.of(new CompletionException(new SocketTimeoutException())).reason())
        .isEqualTo("SocketTimeoutException");
    assertThat(Result.of(new IllegalStateException())).isEqualTo(Result.NOTHING);
    assertThat(Result.of(new InterruptedException())).isEqualTo(Result.NOTHING);
    RuntimeException one = new RuntimeException();
    RuntimeException circle = new RuntimeException(one);
    one.initCause(circle);
    assertThat(Result.of(circle)).isEqualTo(Result.NOTHING);
  }

  /** Whatever happens, the load of a service that fails grows by a tenth, beside ten attempts. */
  @Property(tries = 200)
  void repetitions_are_a_share_of_the_calls(
      @ForAll @IntRange(max = 100) int percent,
      @ForAll @IntRange(max = 500) int calls,
      @ForAll @IntRange(max = 3) int repeatedEach) {
    RetryBudget budget = new RetryBudget(percent, () -> {});
    int repeated = 0;
    for (int i = 0; i < calls; i++) {
      budget.called();
      for (int j = 0; j < repeatedEach; j++) {
        repeated += budget.take() ? 1 : 0;
      }
    }
    assertThat(repeated).isLessThanOrEqualTo(percent == 0 ? 0 : 10 + calls * percent / 100);
    if (percent > 0 && repeatedEach == 3) {
      assertThat(repeated).isGreaterThanOrEqualTo(Math.min(3 * calls, calls * percent / 100));
    }
  }

  @Test
  void a_budget_of_nothing_repeats_nothing() {
    List<String> told = new ArrayList<>();
    assertThat(new RetryBudget(0, () -> told.add("exhausted")).take()).isFalse();
    assertThat(told).isEmpty();
  }

  @Test
  void a_budget_that_is_used_up_is_told() {
    List<String> told = new ArrayList<>();
    RetryBudget budget = new RetryBudget(10, () -> told.add("exhausted"));
    for (int i = 0; i < 10; i++) {
      assertThat(budget.take()).isTrue();
    }
    assertThat(told).isEmpty();
    assertThat(budget.take()).isFalse();
    assertThat(told).containsExactly("exhausted");
  }

  /** A model of the schedule: full jitter below a bound that doubles, never beyond the deadline. */
  @Property(tries = 300)
  void every_wait_is_below_its_bound(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 10) int retries,
      @ForAll @IntRange(min = 1, max = 10) int base,
      @ForAll @IntRange(min = 10, max = 60) int longest,
      @ForAll @IntRange(min = 1, max = 300) int deadline) {
    RetryPlan plan =
        new RetryPlan(
            policy(retries, base, longest, deadline),
            new RetryBudget(100, () -> {}),
            true,
            new Random(seed),
            START);
    Instant now = START;
    int repeated = 0;
    for (Optional<Duration> wait = plan.next(FAILS, now);
        wait.isPresent();
        wait = plan.next(FAILS, now)) {
      assertThat(wait.get())
          .isLessThanOrEqualTo(Duration.ofSeconds(Math.min(longest, (long) base << repeated)));
      now = now.plus(wait.get());
      repeated++;
      assertThat(now).isBefore(START.plusSeconds(deadline));
    }
    assertThat(repeated).isLessThanOrEqualTo(retries);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00", "007", " 120 ", "2147483648"})
  void numbers_are_seconds(String header) {
    assertThat(RetryAfter.parse(header, START))
        .contains(Duration.ofSeconds(Math.min(Integer.MAX_VALUE, Long.parseLong(header.strip()))));
  }
}

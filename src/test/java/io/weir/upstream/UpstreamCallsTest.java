package io.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.Upstream;
import io.weir.Upstream.Answer;
import io.weir.UpstreamUnavailableException;
import io.weir.internal.events.Verdict;
import io.weir.internal.upstream.AttemptBudget;
import io.weir.internal.upstream.ServiceCircuit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Calls of a service that answers as the test says, with the time passed in. */
class UpstreamCallsTest {

  private static final UpstreamPolicy POLICY = UpstreamsPolicy.defaults("openai");

  /** Waits half of what it may. */
  private static final RandomGenerator HALF =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public double nextDouble() {
          return 0.5;
        }
      };

  private final HandTiming timing = new HandTiming();
  private final List<String> told = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final AtomicInteger runs = new AtomicInteger();
  private Optional<Duration> openFor = Optional.empty();
  private int limit = Integer.MAX_VALUE;
  private int affordable;
  private int reserved;
  private AttemptBudget budget = AttemptBudget.NONE;

  private final Upstream upstream =
      new UpstreamCalls(
          POLICY,
          new CallGate("openai", this::ask, this::take, () -> budget, verdicts::add),
          new RetryBudget(10, () -> {}),
          false,
          HALF,
          timing);

  private Optional<Duration> take() {
    limit--;
    return limit < 0 ? Optional.of(Duration.ofMillis(59_001)) : Optional.empty();
  }

  /** Has room for so many attempts that are repeated. */
  private void budgetFor(int attempts) {
    affordable = attempts;
    budget =
        () -> {
          if (reserved >= affordable) {
            return Optional.empty();
          }
          reserved++;
          return Optional.of(() -> reserved--);
        };
  }

  private ServiceCircuit.Permission ask() {
    if (openFor.isPresent()) {
      return new ServiceCircuit.Refused(openFor);
    }
    return new ServiceCircuit.Call() {
      @Override
      public void succeeded() {
        told.add("ok");
      }

      @Override
      public void failed(String reason) {
        told.add(reason);
      }

      @Override
      public void provedNothing() {
        told.add("nothing");
      }
    };
  }

  private static Answer read(Integer status) {
    return new Answer(status, Optional.empty());
  }

  /** Answers these, one after the other, and the last one for ever. */
  private int service(int... statuses) {
    return statuses[Math.min(runs.getAndIncrement(), statuses.length - 1)];
  }

  @Test
  void a_call_that_fails_is_repeated_until_it_succeeds() throws Exception {
    assertThat(upstream.idempotent().call(() -> service(503, 429, 200), UpstreamCallsTest::read))
        .isEqualTo(200);
    assertThat(told).containsExactly("status 503", "nothing", "ok");
    assertThat(timing.slept()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  @Test
  void the_last_answer_is_returned_even_if_it_is_an_error() throws Exception {
    assertThat(upstream.idempotent().call(() -> service(503), UpstreamCallsTest::read))
        .isEqualTo(503);
    assertThat(runs).hasValue(4);
  }

  @Test
  void the_last_exception_is_thrown() {
    assertThatThrownBy(
            () ->
                upstream
                    .idempotent()
                    .call(
                        () -> {
                          throw new IOException("attempt " + runs.incrementAndGet());
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("attempt 4");
    assertThat(told).containsOnly("IOException");
  }

  @Test
  void what_may_not_be_repeated_is_attempted_once() throws Exception {
    assertThat(upstream.call(() -> service(503), UpstreamCallsTest::read)).isEqualTo(503);
    assertThat(runs).hasValue(1);
    assertThat(timing.slept()).isEmpty();
  }

  @Test
  void exceptions_of_the_application_are_its_own() {
    assertThatThrownBy(
            () ->
                upstream
                    .idempotent()
                    .call(
                        () -> {
                          runs.incrementAndGet();
                          throw new IllegalStateException("a mistake");
                        }))
        .hasMessage("a mistake");
    assertThatThrownBy(
            () ->
                upstream.call(
                    () -> {
                      throw new AssertionError("an error");
                    }))
        .hasMessage("an error");
    assertThat(runs).hasValue(1);
    assertThat(told).containsExactly("nothing", "nothing");
  }

  @Test
  void an_open_circuit_names_the_remaining_time() {
    openFor = Optional.of(Duration.ofMillis(27_001));
    assertThatThrownBy(() -> upstream.call(() -> service(200)))
        .isInstanceOfSatisfying(
            UpstreamUnavailableException.class,
            open -> {
              assertThat(open.remaining()).contains(Duration.ofMillis(27_001));
              assertThat(open.upstream()).isEqualTo("openai");
            })
        .hasMessage("openai is not called: its circuit is open; try again in 28 s");
    assertThat(runs).hasValue(0);
    assertThat(verdicts).containsExactly(Verdict.REFUSED);
  }

  @Test
  void a_circuit_that_opens_between_attempts_ends_them() throws Exception {
    assertThat(
            upstream
                .idempotent()
                .call(
                    () -> {
                      openFor = Optional.of(Duration.ofSeconds(30));
                      return service(503);
                    },
                    UpstreamCallsTest::read))
        .isEqualTo(503);
    assertThat(runs).hasValue(1);
  }

  @Test
  void each_attempt_counts_in_the_limit() throws Exception {
    limit = 3;
    assertThat(upstream.idempotent().call(() -> service(503), UpstreamCallsTest::read))
        .isEqualTo(503);
    assertThat(runs).hasValue(3);
    assertThatThrownBy(() -> upstream.call(() -> service(200)))
        .hasMessage("openai is not called: its limit is used up; try again in 60 s");
    assertThat(told).endsWith("nothing");
  }

  @Test
  void each_attempt_but_the_first_reserves_in_the_budgets() throws Exception {
    budgetFor(10);
    assertThat(upstream.idempotent().call(() -> service(503, 503, 200), UpstreamCallsTest::read))
        .isEqualTo(200);
    assertThat(reserved).isEqualTo(2);
  }

  @Test
  void the_last_answer_stands_when_budgets_allow_no_other_attempt() throws Exception {
    budgetFor(1);
    assertThat(upstream.idempotent().call(() -> service(503, 502, 200), UpstreamCallsTest::read))
        .isEqualTo(502);
    assertThat(runs).hasValue(2);
    assertThat(told).containsExactly("status 503", "status 502", "nothing");
    assertThat(verdicts).containsExactly(Verdict.ALLOWED, Verdict.ALLOWED, Verdict.REFUSED);
  }

  @Test
  void an_attempt_that_the_limit_refuses_reserves_nothing() throws Exception {
    budgetFor(10);
    limit = 2;
    upstream.idempotent().call(() -> service(503), UpstreamCallsTest::read);
    assertThat(runs).hasValue(2);
    assertThat(reserved).isEqualTo(1);
  }

  @Test
  void an_attempt_that_budgets_refuse_does_not_count_in_the_limit() throws Exception {
    budgetFor(0);
    limit = 2;
    upstream.idempotent().call(() -> service(503), UpstreamCallsTest::read);
    assertThat(limit).isEqualTo(1);
  }

  @Test
  void repetitions_do_not_multiply_an_outage() throws Exception {
    for (int i = 0; i < 100; i++) {
      upstream.idempotent().call(() -> service(503), UpstreamCallsTest::read);
    }
    assertThat(runs).hasValueLessThanOrEqualTo(100 + 10 + 10);
  }

  @Test
  void answers_that_nobody_reads_are_closed() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    AutoCloseable answer =
        upstream
            .idempotent()
            .call(
                () -> {
                  runs.incrementAndGet();
                  return new ByteArrayInputStream(new byte[0]) {
                    @Override
                    public void close() {
                      closed.incrementAndGet();
                    }
                  };
                },
                stream -> read(runs.get() < 3 ? 503 : 200));
    assertThat(closed).hasValue(2);
    assertThat(answer).isNotNull();
  }

  private CompletionStage<Integer> later(int... statuses) {
    return CompletableFuture.completedFuture(service(statuses));
  }

  @Test
  void an_asynchronous_call_is_repeated_without_a_thread_that_waits() {
    CompletableFuture<Integer> answer =
        upstream
            .idempotent()
            .callAsync(() -> later(503, 503, 200), UpstreamCallsTest::read)
            .toCompletableFuture();
    assertThat(answer).isNotDone();
    timing.pass(Duration.ofMillis(499));
    assertThat(runs).hasValue(1);
    timing.pass(Duration.ofMillis(1));
    assertThat(runs).hasValue(2);
    timing.pass(Duration.ofSeconds(1));
    assertThat(answer).isCompletedWithValue(200);
    assertThat(timing.slept()).isEmpty();
    assertThat(timing.planned()).isZero();
  }

  /** Later attempts run in other threads, which process other requests or none. */
  @Test
  void attempts_of_an_asynchronous_call_reserve_for_the_request_that_began_it() {
    budgetFor(1);
    CompletableFuture<Integer> answer =
        upstream
            .idempotent()
            .callAsync(() -> later(503), UpstreamCallsTest::read)
            .toCompletableFuture();
    budget = AttemptBudget.NONE;
    timing.pass(Duration.ofMinutes(1));
    assertThat(answer).isCompletedWithValue(503);
    assertThat(runs).hasValue(2);
    assertThat(reserved).isEqualTo(1);
  }

  @Test
  void an_asynchronous_call_without_an_answer_times_out() {
    List<CompletableFuture<Integer>> silent = new ArrayList<>();
    CompletableFuture<Integer> answer =
        upstream
            .callAsync(
                () -> {
                  silent.add(new CompletableFuture<>());
                  return silent.get(0);
                },
                UpstreamCallsTest::read)
            .toCompletableFuture();
    timing.pass(Duration.ofSeconds(35));
    assertThat(answer)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(TimeoutException.class)
        .withMessageContaining("no answer of openai within 35 s");
    assertThat(silent.get(0)).isCancelled();
    assertThat(told).containsExactly("TimeoutException");
  }

  @Test
  void who_gives_up_is_not_called_for() {
    CompletableFuture<Integer> answer =
        upstream
            .idempotent()
            .callAsync(() -> later(503), UpstreamCallsTest::read)
            .toCompletableFuture();
    answer.cancel(true);
    timing.pass(Duration.ofMinutes(5));
    assertThat(runs).hasValue(1);
  }

  @Test
  void an_open_circuit_fails_an_asynchronous_call() {
    openFor = Optional.of(Duration.ofSeconds(30));
    assertThat(upstream.callAsync(() -> later(200)).toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(UpstreamUnavailableException.class);
  }

  @Test
  void what_is_not_repeated_any_more_has_its_last_answer() {
    CompletableFuture<Integer> answer =
        upstream
            .idempotent()
            .callAsync(
                () -> {
                  timing.close();
                  return later(503);
                },
                UpstreamCallsTest::read)
            .toCompletableFuture();
    assertThat(answer).isCompletedWithValue(503);
  }
}

package io.weir.internal.counting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeadlineExecutorTest {

  private final CountDownLatch never = new CountDownLatch(1);
  private final DeadlineExecutor executor =
      new DeadlineExecutor(Duration.ofMillis(20), () -> false);

  @AfterEach
  void close() {
    never.countDown();
    executor.close();
  }

  private static <T> Optional<T> ask(DeadlineExecutor executor, Callable<T> question) {
    return Optional.ofNullable(executor.ask(List.of(question)).get(0).value());
  }

  private Boolean stuck() throws InterruptedException {
    never.await();
    return true;
  }

  @Test
  void an_answer_in_time_is_passed_on() {
    DeadlineExecutor patient = new DeadlineExecutor(Duration.ofSeconds(10), () -> false);
    assertThat(ask(patient, () -> "here")).contains("here");
    patient.close();
  }

  /** An application or a server that interrupts a thread says nothing about the cluster. */
  @Test
  void an_interrupted_thread_gets_its_answers_and_stays_interrupted() {
    DeadlineExecutor patient = new DeadlineExecutor(Duration.ofSeconds(10), () -> false);
    for (int i = 0; i < 9; i++) {
      Thread.currentThread().interrupt();
      assertThat(ask(patient, () -> "here")).contains("here");
      assertThat(Thread.interrupted()).isTrue();
    }
    Thread caller = Thread.currentThread();
    for (int i = 0; i < 9; i++) {
      assertThat(
              ask(
                  patient,
                  () -> {
                    caller.interrupt();
                    return "here";
                  }))
          .contains("here");
      assertThat(Thread.interrupted()).isTrue();
    }
    patient.close();
  }

  @Test
  void an_interrupted_thread_waits_no_longer_than_the_deadline() {
    Thread.currentThread().interrupt();
    assertThat(ask(executor, this::stuck)).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void no_answer_and_a_failure_are_answers_too() {
    assertThat(ask(executor, this::stuck)).isEmpty();
    assertThat(
            DeadlineExecutorTest.<String>ask(
                executor,
                () -> {
                  throw new IllegalStateException("the member is gone");
                }))
        .isEmpty();
  }

  /** Nothing can be lost there, and nobody waits for a thread. */
  @Test
  void a_member_that_is_alone_is_asked_in_the_thread_of_the_caller() {
    DeadlineExecutor alone = new DeadlineExecutor(Duration.ofMillis(1), () -> true);
    Thread.currentThread().interrupt();
    assertThat(
            ask(
                alone,
                () -> {
                  Thread.sleep(20); // Longer than the deadline; an interrupt would end it.
                  return Thread.currentThread();
                }))
        .contains(Thread.currentThread());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ask(alone, DeadlineExecutorTest::failing)).isEmpty();
    alone.close();
  }

  private static Boolean failing() {
    throw new IllegalStateException("the member is gone");
  }

  /** A question that does not begin in time, on a loaded machine, says nothing. */
  @Test
  @Timeout(60)
  void after_some_silence_the_cluster_is_left_alone() {
    AtomicInteger asked = new AtomicInteger();
    DeadlineExecutor.Answer<Boolean> answer;
    do {
      answer =
          executor
              .ask(
                  List.<Callable<Boolean>>of(
                      () -> {
                        asked.incrementAndGet();
                        return stuck();
                      }))
              .get(0);
    } while (answer.busy() || !answer.lost());
    assertThat(asked).hasValue(5);
  }

  /** A node that is busy itself says nothing about the cluster. */
  @Test
  void questions_that_are_slow_at_the_same_time_are_one_failure() {
    List<Callable<Boolean>> slow = Collections.nCopies(10, this::stuck);
    assertThat(executor.ask(slow)).allMatch(answer -> answer.value() == null);
    DeadlineExecutor.Answer<String> next =
        executor.ask(List.<Callable<String>>of(() -> "asked")).get(0);
    assertThat(next.lost()).isFalse();
  }
}

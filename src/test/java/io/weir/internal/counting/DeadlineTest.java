package io.weir.internal.counting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  private final CountDownLatch never = new CountDownLatch(1);
  private final Deadline deadline = new Deadline(Duration.ofMillis(20));

  @AfterEach
  void close() {
    never.countDown();
    deadline.close();
  }

  private Boolean stuck() throws InterruptedException {
    never.await();
    return true;
  }

  @Test
  void anAnswerInTimeIsPassedOn() {
    Deadline patient = new Deadline(Duration.ofSeconds(10));
    assertThat(patient.ask(() -> "here")).contains("here");
    patient.close();
  }

  @Test
  void noAnswerAndAFailureAreAnswersToo() {
    assertThat(deadline.ask(this::stuck)).isEmpty();
    assertThat(
            deadline.<String>ask(
                () -> {
                  throw new IllegalStateException("the member is gone");
                }))
        .isEmpty();
  }

  @Test
  void afterSomeSilenceTheClusterIsLeftAlone() {
    for (int i = 0; i < 5; i++) {
      assertThat(deadline.ask(this::stuck)).isEmpty();
    }
    CountDownLatch asked = new CountDownLatch(1);
    assertThat(
            deadline.ask(
                () -> {
                  asked.countDown();
                  return true;
                }))
        .isEmpty();
    assertThat(asked.getCount()).isEqualTo(1);
  }
}

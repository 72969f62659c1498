package io.weir.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.HandClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {

  @Test
  void somethingIsToldAtOnceAndThenOnceInAWhile() {
    HandClock clock = new HandClock(Instant.EPOCH);
    Pace pace = new Pace(Duration.ofMinutes(1), clock);

    assertThat(pace.isDue()).isTrue();
    assertThat(pace.claim()).isTrue();
    assertThat(pace.isDue()).isFalse();
    assertThat(pace.claim()).isFalse();
    clock.pass(Duration.ofSeconds(59));
    assertThat(pace.claim()).isFalse();
    clock.pass(Duration.ofSeconds(1));
    assertThat(pace.claim()).isTrue();
  }
}

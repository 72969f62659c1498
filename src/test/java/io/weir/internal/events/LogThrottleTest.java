package io.weir.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.HandClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogThrottleTest {

  @Test
  void something_is_told_at_once_and_then_once_in_a_while() {
    HandClock clock = new HandClock(Instant.EPOCH);
    LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), clock);

    assertThat(throttle.isDue()).isTrue();
    assertThat(throttle.claim()).isTrue();
    assertThat(throttle.isDue()).isFalse();
    assertThat(throttle.claim()).isFalse();
    clock.pass(Duration.ofSeconds(59));
    assertThat(throttle.claim()).isFalse();
    clock.pass(Duration.ofSeconds(1));
    assertThat(throttle.claim()).isTrue();
  }

  @Test
  void a_clock_that_was_set_back_silences_nothing() {
    HandClock clock = new HandClock(Instant.EPOCH);
    LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), clock);
    throttle.claim();
    clock.pass(Duration.ofHours(-1));
    assertThat(throttle.isDue()).isTrue();
    assertThat(throttle.claim()).isTrue();
    assertThat(throttle.claim()).isFalse();
  }
}

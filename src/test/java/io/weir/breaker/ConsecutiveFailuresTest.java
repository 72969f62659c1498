package io.weir.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.COLLECTION;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The counter of failures in a row. */
class ConsecutiveFailuresTest {

  @Test
  void it_remembers_no_more_clients_than_open_the_circuit() {
    ConsecutiveFailures counter = new ConsecutiveFailures(5);
    for (int i = 1; i <= 100; i++) {
      // A circuit that an administrator forces to be closed goes on to count.
      assertThat(counter.failed(Optional.of("192.0.2." + i), Instant.EPOCH)).isEqualTo(i >= 5);
    }
    assertThat(counter).extracting("clients").asInstanceOf(COLLECTION).hasSize(5);
  }
}

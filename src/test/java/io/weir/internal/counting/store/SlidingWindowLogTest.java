package io.weir.internal.counting.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.Limit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlidingWindowLogTest {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final SlidingWindowLog NONE = SlidingWindowLog.empty();

  private static byte[] bytes(SlidingWindowLog log) {
    ByteWriter out = new ByteWriter();
    log.write(out);
    return out.toByteArray();
  }

  @Test
  void fifty_times_at_once_are_few_bytes() {
    byte[] bytes = bytes(NONE.and(50, 1_000, MINUTE));
    assertThat(bytes).hasSize(1 + 2 + 49);
    assertThat(SlidingWindowLog.read(new ByteReader(bytes)).since(999)).isEqualTo(50);
  }

  @Test
  void what_is_too_old_is_not_kept() {
    SlidingWindowLog first = NONE.and(3, 1_000, MINUTE);
    assertThat(first.and(1, 1_000 + MINUTE, MINUTE).size()).isEqualTo(1);
    assertThat(first.and(1, 999 + MINUTE, MINUTE).size()).isEqualTo(4);
  }

  /** If the clocks of two nodes differ, no token comes back earlier. */
  @Test
  void a_clock_that_was_set_back_shortens_nothing() {
    Limit one = new Limit(2, Duration.ofMinutes(1));
    SlidingWindowLog log = NONE.and(1, 5_000_000, MINUTE).and(1, 1_000_000, MINUTE);
    assertThat(log.delay(1, one, 1_000_000)).isEqualTo(MINUTE + 4_000_000);
    assertThat(log.last(0)).isEqualTo(5_000_000);
  }

  @Test
  void only_tokens_of_that_time_are_given_back() {
    SlidingWindowLog log = NONE.and(2, 1_000, MINUTE).and(2, 2_000, MINUTE);
    assertThat(log.without(1, 1_000).size()).isEqualTo(3);
    assertThat(log.without(9, 2_000).last(0)).isEqualTo(1_000);
    assertThat(log.without(1, 1_500)).isSameAs(log);
  }
}

package io.weir.internal.counting.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.BucketState;
import io.github.bucket4j.BucketState64BitsInteger;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What Weir assumes about the inner layout of Bucket4j. If an upgrade of Bucket4j breaks a test
 * here, read {@link Bucket4jLayout} again before you change the test. If the numbers mean something
 * else, {@link Entry#FORMAT} needs another number.
 */
class Bucket4jLayoutTest {

  private static final Bucket4jConfigurations CONFIGURATIONS =
      Bucket4jConfigurations.of(
          List.of(new Limit(60, Duration.ofMinutes(1)), new Limit(1000, Duration.ofDays(1))),
          Refill.SMOOTH);

  private static BucketState state(long created, long now, long taken) {
    BucketState state = new BucketState64BitsInteger(CONFIGURATIONS.all(), created);
    state.refillAllBandwidth(now);
    state.consume(taken);
    return state;
  }

  @Test
  void a_state_is_refill_time_tokens_and_rounding_error_of_each_limit() {
    assertThat(Bucket4jLayout.numbers(state(5, 7, 10))).containsExactly(7, 50, 0, 7, 990, 0);
    assertThat(Bucket4jLayout.numbers(state(5, 7, 1010))).containsExactly(7, -950, 0, 7, -10, 0);
  }

  @Test
  void what_came_back_in_part_is_the_rounding_error() {
    BucketState state = state(0, 0, 10);
    state.refillAllBandwidth(7);
    assertThat(Bucket4jLayout.numbers(state)).containsExactly(7, 50, 7 * 60, 7, 990, 7 * 1000);
  }

  @Test
  void numbers_make_a_state_and_follow_its_changes() {
    long[] numbers = {7, 50, 0, 7, 990, 0};
    BucketState state = Bucket4jLayout.state(numbers, CONFIGURATIONS.all());
    assertThat(state.getAvailableTokens()).isEqualTo(50);
    state.consume(1);
    assertThat(numbers).containsExactly(7, 49, 0, 7, 989, 0);
  }

  @Test
  void the_numbers_of_one_limit_are_a_copy() {
    long[] numbers = Bucket4jLayout.numbers(state(5, 7, 10));
    BucketState alone =
        Bucket4jLayout.state(Bucket4jLayout.ofLimit(numbers, 1), CONFIGURATIONS.each().get(1));
    alone.consume(1);
    assertThat(alone.getAvailableTokens()).isEqualTo(989);
    assertThat(numbers).containsExactly(7, 50, 0, 7, 990, 0);
  }

  @Test
  void written_numbers_are_read_again() {
    long[] numbers = {1_800_000_000_000_000_000L, -950, 59, Long.MIN_VALUE, Long.MAX_VALUE, 0};
    ByteWriter out = new ByteWriter();
    Bucket4jLayout.write(numbers, out);
    assertThat(Bucket4jLayout.read(new ByteReader(out.toByteArray()), 2)).isEqualTo(numbers);
  }
}

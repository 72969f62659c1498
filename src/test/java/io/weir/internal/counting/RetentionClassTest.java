package io.weir.internal.counting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class RetentionClassTest {

  /**
   * If a table dropped a bucket before it is full again, taken tokens would come back too early.
   */
  @Property
  void a_bucket_is_kept_until_it_is_full_again(
      @ForAll @LongRange(min = 1, max = 366L * 86_400) long seconds) {
    Duration refillTime = Duration.ofSeconds(seconds);
    assertThat(RetentionClass.of(refillTime).kept()).isGreaterThan(refillTime);
  }
}

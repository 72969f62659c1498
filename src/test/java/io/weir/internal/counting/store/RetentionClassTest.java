package io.weir.internal.counting.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class RetentionClassTest {

  /**
   * A bucket that is forgotten sooner than it is full again would forget tokens that were taken.
   */
  @Property
  void aBucketIsKeptUntilItIsFullAgain(
      @ForAll @LongRange(min = 1, max = 366L * 86_400) long seconds) {
    Duration refillTime = Duration.ofSeconds(seconds);
    assertThat(RetentionClass.of(refillTime).kept()).isGreaterThan(refillTime);
  }
}

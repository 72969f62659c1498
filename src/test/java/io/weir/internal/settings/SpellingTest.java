package io.weir.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

  @Test
  void aNearNameIsProposedAndAFarOneIsNot() {
    assertThat(Spelling.didYouMean("minuet", List.of("second", "minute", "hour")))
        .isEqualTo(" Did you mean \"minute\"?");
    assertThat(Spelling.didYouMean("EXCPET", List.of("rules", "except")))
        .isEqualTo(" Did you mean \"except\"?");
    assertThat(Spelling.didYouMean("fortnight", List.of("second", "minute", "hour"))).isEmpty();
  }
}

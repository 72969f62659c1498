package io.weir.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NameSuggestionTest {

  @Test
  void a_near_name_is_proposed_and_a_far_one_is_not() {
    assertThat(NameSuggestion.didYouMean("minuet", List.of("second", "minute", "hour")))
        .isEqualTo(" Did you mean \"minute\"?");
    assertThat(NameSuggestion.didYouMean("EXCPET", List.of("rules", "except")))
        .isEqualTo(" Did you mean \"except\"?");
    assertThat(NameSuggestion.didYouMean("fortnight", List.of("second", "minute", "hour")))
        .isEmpty();
  }
}

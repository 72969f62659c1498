package io.weir.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommaListTest {

  @Test
  void empty_elements_are_ignored() {
    assertThat(CommaList.of(" , a ,, b\t,")).containsExactly("a", "b");
    assertThat(CommaList.of(" ")).isEmpty();
  }

  @Test
  void empty_elements_can_be_counted() {
    assertThat(CommaList.withEmptyElements(",a,")).containsExactly("", "a", "");
  }
}

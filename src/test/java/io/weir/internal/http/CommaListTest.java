package io.weir.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommaListTest {

  @Test
  void emptyElementsAreIgnored() {
    assertThat(CommaList.of(" , a ,, b\t,")).containsExactly("a", "b");
    assertThat(CommaList.of(" ")).isEmpty();
  }

  @Test
  void emptyElementsCanBeCounted() {
    assertThat(CommaList.withEmptyElements(",a,")).containsExactly("", "a", "");
  }
}

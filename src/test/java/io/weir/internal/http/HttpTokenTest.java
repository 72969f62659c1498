package io.weir.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTokenTest {

  @ParameterizedTest
  @ValueSource(strings = {"GET", "x-request-id", "X_1", "!#$%&'*+-.^_`|~", "0"})
  void lettersDigitsAndSomeSymbolsAreAToken(String text) {
    assertThat(HttpToken.isToken(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "X Request", "a,b", "a:b", "a/b", "\"a\"", "Réal", "a\n", "a\u007f"})
  void separatorsControlsAndOtherLettersAreNot(String text) {
    assertThat(HttpToken.isToken(text)).isFalse();
  }
}

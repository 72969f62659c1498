package io.weir.cors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled list of publicsuffix.org, and its rules. */
class PublicSuffixesTest {

  private static final PublicSuffixes SUFFIXES = PublicSuffixes.load();

  @ParameterizedTest
  @CsvSource({
    "com, true",
    "co.uk, true",
    "github.io, true",
    "anything.kawasaki.jp, true",
    "city.kawasaki.jp, false",
    "xn--p1ai, true",
    "xn--55qx5d.cn, true",
    "s3.amazonaws.com, true",
    "internal, true",
    "example.com, false",
    "example.co.uk, false",
    "weir.github.io, false",
    "example.internal, false",
  })
  void aNameBelowWhichAnybodyMayRegister(String name, boolean is) {
    assertThat(SUFFIXES.atOrBelow(name).filter(name::equals).isPresent()).isEqualTo(is);
  }

  @ParameterizedTest
  @CsvSource({
    "amazonaws.com, s3.amazonaws.com",
    "windows.net, web.core.windows.net",
    "core.windows.net, web.core.windows.net",
    "compute-1.amazonaws.com, compute-1.amazonaws.com",
  })
  void aNameAboveSuchAName(String name, String suffix) {
    assertThat(SUFFIXES.atOrBelow(name)).contains(suffix);
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "ndows.net", "example.s3.amazonaws.com"})
  void no_name_of_strangers_is_below_your_own(String name) {
    assertThat(SUFFIXES.atOrBelow(name)).isEmpty();
  }
}

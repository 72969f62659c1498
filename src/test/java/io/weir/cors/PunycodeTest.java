package io.weir.cors;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class PunycodeTest {

  /** An Arabic, a Chinese and a Japanese example of RFC 3492 §7.1. */
  @Example
  void what_the_standard_encoded_decodes() {
    assertThat(
            "xn--egbpdaj6bu4bxfgehfvwxn xn--ihqwcrb4cv8a8dqg056pqjye xn--MajiKoi5-783gue6qz075azm5e"
                .split(" "))
        .allMatch(Punycode::isValidLabel);
  }

  @Example
  void what_nobody_encoded_does_not() {
    assertThat("xn-- xn--f xn--abc- xn--a_b xn--99999999".split(" "))
        .noneMatch(Punycode::isValidLabel);
  }

  @Property(tries = 200)
  void whatever_the_jdk_encodes_decodes(
      @ForAll @StringLength(min = 1, max = 8) @CharRange(from = 'а', to = 'я') String label) {
    assertThat(Punycode.isValidLabel(IDN.toASCII(label))).isTrue();
  }
}

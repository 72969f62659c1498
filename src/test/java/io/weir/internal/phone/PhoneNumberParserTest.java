package io.weir.internal.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberParserTest {

  private static final PhoneNumberParser ANYWHERE = new PhoneNumberParser(Optional.empty());
  private static final PhoneNumberParser GERMANY = new PhoneNumberParser(Optional.of("DE"));
  private static final PhoneNumberParser USA = new PhoneNumberParser(Optional.of("US"));

  private static List<String> texts(PhoneNumberParser phoneNumbers, String text) {
    return phoneNumbers.parse(text).stream().map(PhoneNumber::text).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+4930123456",
        "+49 30 123456",
        "+49-30-123456",
        "+49 (30) 12.34.56",
        "+49 (0)30 123456",
        "0049-30-123456",
        "004930123456",
        " 4930123456",
        "4930123456",
        "+4930123456;ext=7",
        "+49 30 123456 x7",
        "\uff0b\uff14\uff19\uff13\uff10123456",
        "\u00a0+4930123456\u2009",
        "tel:+49-30-123456"
      })
  void a_number_is_one_number_however_it_is_written(String text) {
    assertThat(texts(ANYWHERE, text)).containsExactly("+4930123456");
    assertThat(texts(GERMANY, text)).contains("+4930123456");
  }

  @Test
  void a_number_without_a_calling_code_is_one_of_the_region() {
    assertThat(texts(GERMANY, "030 123456")).containsExactly("+4930123456");
    assertThat(texts(USA, "(202) 555-0143")).containsExactly("+12025550143");
    assertThat(texts(USA, "011 49 30 123456")).containsExactly("+4930123456");
    assertThat(texts(USA, "1-800-FLOWERS")).containsExactly("+18003569377");
    assertThat(texts(ANYWHERE, "030 123456")).isEmpty();
  }

  @Test
  void zeros_in_a_number_are_no_prefix() {
    assertThat(texts(ANYWHERE, "12025550000")).containsExactly("+12025550000");
    assertThat(texts(GERMANY, "12025550000")).contains("+12025550000");
  }

  @Test
  void a_number_that_could_be_dialled_elsewhere_is_both() {
    assertThat(texts(GERMANY, "12025550143")).containsExactly("+4912025550143", "+12025550143");
    assertThat(texts(GERMANY, "0049 30 123456")).containsExactly("+4930123456");
  }

  @ParameterizedTest
  @CsvSource({
    "'', none",
    "' ', none",
    "+, none",
    "+49, none",
    "00, none",
    "alice, none",
    "+999123456789, none",
    "+49301234567890123456, none",
    "%2B4930123456, none",
    "+49\u0000, none"
  })
  void what_is_no_number_is_none(String text) {
    assertThat(ANYWHERE.parse(text)).isEmpty();
    assertThat(ANYWHERE.parse("9".repeat(100_000))).isEmpty();
  }

  @Test
  void the_calling_code_is_the_country_s() {
    assertThat(ANYWHERE.parse("+43 1 234567")).containsExactly(new PhoneNumber(43, "+431234567"));
    assertThat(ANYWHERE.parse("+1 876 555 0143"))
        .extracting(PhoneNumber::callingCode)
        .containsExactly(1);
    assertThat(PhoneNumberParser.isCallingCode(49)).isTrue();
    assertThat(PhoneNumberParser.isCallingCode(999)).isFalse();
  }

  @Property
  void nothing_between_the_digits_makes_another_number(@ForAll("separated") String text) {
    assertThat(texts(ANYWHERE, text)).containsExactly("+4930123456");
  }

  @Provide
  Arbitrary<String> separated() {
    return Arbitraries.of("", " ", "-", ".", "/", "(", ")", "\u00a0", "\u2011", " - ")
        .list()
        .ofSize("4930123456".length())
        .map(
            between -> {
              StringBuilder text = new StringBuilder("+");
              for (int i = 0; i < between.size(); i++) {
                text.append("4930123456".charAt(i)).append(between.get(i));
              }
              return text.toString();
            });
  }

  @Property
  void any_text_is_read(@ForAll String text) {
    assertThat(GERMANY.parse(text)).hasSizeLessThanOrEqualTo(2);
  }
}

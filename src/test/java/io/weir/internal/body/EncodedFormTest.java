package io.weir.internal.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms whose values are changed. */
class EncodedFormTest {

  private static String strip(String value) {
    return value.replaceAll("[<>\"é]", "");
  }

  private static Optional<EncodedForm> form(byte[] octets) {
    return EncodedForm.of(octets, Optional.empty());
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Property
  void what_is_not_changed_stays_as_it_is(@ForAll byte[] octets) {
    form(octets)
        .ifPresent(
            form ->
                assertThat(form.rewritten("a", UnaryOperator.identity()))
                    .hasValueSatisfying(same -> assertThat(same).isEqualTo(octets)));
  }

  @Property
  void whatever_octets_are_rewritten_no_other_field_changes(
      @ForAll byte[] before, @ForAll String value, @ForAll byte[] after) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(octets("x="));
    all.writeBytes(withoutFields(before));
    all.writeBytes(octets("&a=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&y="));
    all.writeBytes(withoutFields(after));
    form(all.toByteArray())
        .flatMap(form -> form.rewritten("a", EncodedFormTest::strip))
        .ifPresent(
            changed -> {
              byte[] start =
                  octets(
                      "x="
                          + new String(withoutFields(before), StandardCharsets.ISO_8859_1)
                          + "&a=");
              byte[] end =
                  octets("&y=" + new String(withoutFields(after), StandardCharsets.ISO_8859_1));
              assertThat(changed).startsWith(start).endsWith(end);
            });
  }

  private static byte[] withoutFields(byte[] octets) {
    return octets(
        new String(octets, StandardCharsets.ISO_8859_1).replace("&", "").replace("%", ""));
  }

  @Property
  void what_is_stripped_reads_as_the_stripped_values(@ForAll @Size(max = 5) List<String> values) {
    StringBuilder written = new StringBuilder("b=<");
    for (String value : values) {
      written.append("&a=").append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    EncodedForm form = form(octets(written.toString())).orElseThrow();
    List<String> before = form.values("a");
    EncodedForm changed =
        form(form.rewritten("a", EncodedFormTest::strip).orElseThrow()).orElseThrow();

    assertThat(changed.values("a")).isEqualTo(before.stream().map(EncodedFormTest::strip).toList());
    assertThat(changed.values("b")).containsExactly("<");
  }

  @ParameterizedTest
  @CsvSource({
    "a=%3Cx%3E&b=%3C,     , a=x&b=%3C",
    "%61=<,               , %61=",
    "a=+%3C+&a,           , a=++&a",
    "a=x+y%2B%20<,        , a=x+y%2B+",
    "&&a=<&&,             , &&a=&&",
    "a=%C3%A9%C3%A4,      , a=%C3%A4",
    "a=%E9%E4,            iso-8859-1, a=%E4",
    "a=%E9%E4,            , a=%E4",
  })
  void only_what_changes_is_written_anew(String form, String charset, String expected) {
    assertThat(
            EncodedForm.of(octets(form), Optional.ofNullable(charset))
                .flatMap(read -> read.rewritten("a", EncodedFormTest::strip))
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1)))
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "a=%,     ",
    "a=%4,    ",
    "a=%zz,   ",
    "%=1,     ",
    "a=1,     utf-16",
    "a=1,     utf-7",
    "a=1,     shift_jis",
    "a=1,     ibm037",
    "a=1,     x-unknown",
  })
  void a_form_that_programs_read_differently_is_not_read(String form, String charset) {
    assertThat(EncodedForm.of(octets(form), Optional.ofNullable(charset))).isEmpty();
  }

  @Test
  void a_text_that_its_charset_cannot_write_is_not_rewritten() {
    assertThat(
            EncodedForm.of(octets("a=%FF%3C"), Optional.of("utf-8"))
                .orElseThrow()
                .rewritten("a", EncodedFormTest::strip))
        .isEmpty();
  }

  @Test
  void too_many_fields_are_not_read() {
    assertThat(form(octets("a&".repeat(10_000)))).isPresent();
    assertThat(form(octets("a&".repeat(10_002)))).isEmpty();
  }
}

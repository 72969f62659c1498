package io.weir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only looks different is equal in the normal form. */
class NormalFormTest {

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      delimiter = '|',
      textBlock =
          """
          plain|plain
            a  b |a b
          \uFF29\uFF47\uFF4E\uFF4F\uFF52\uFF45|Ignore
          i\u200Bg\u200Dn\u00ADo\uFEFFr\u2060e|ignore
          ig\uDB40\uDC41nore|ignore
          a\u00A0\u3000\u2003b|a b
          \u212Belvin|\u00C5elvin
          e\u0301|\u00E9
          \u3164a\uFFA0b|ab
          """)
  void a_text_is_folded(String text, String folded) {
    assertThat(NormalForm.of(text)).isEqualTo(folded);
  }

  @Property
  void it_has_no_invisible_characters_and_no_double_blanks(@ForAll String text) {
    String folded = NormalForm.of(text);
    assertThat(folded)
        .doesNotContain("  ")
        .doesNotStartWith(" ")
        .doesNotEndWith(" ")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
  }

  @Property
  void folding_a_folded_text_changes_nothing_in_ascii(
      @ForAll @StringLength(max = 200) @net.jqwik.api.constraints.CharRange(from = 0, to = 127)
          String text) {
    assertThat(NormalForm.of(NormalForm.of(text))).isEqualTo(NormalForm.of(text));
  }

  @Test
  void many_marks_on_one_letter_are_cut_before_they_are_sorted() {
    String hostile = "a" + "\u0301\u0316".repeat(100_000);
    assertThat(NormalForm.of(hostile)).hasSizeLessThan(40);
  }

  @Test
  void what_nobody_sees_between_marks_does_not_hide_how_many_they_are() {
    for (String between : List.of("\u200B", "\u0001", "\uFE0F", "\u034F", "\uFF9E")) {
      String hostile = "a" + ("\u0301" + between).repeat(1000) + ("\u0316" + between).repeat(1000);
      assertThat(NormalForm.of(hostile)).hasSizeLessThan(40);
    }
  }

  /** Otherwise a row of them is longer than it is counted. */
  @Test
  void no_other_character_becomes_a_mark() {
    for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
      String before = Character.toString(c);
      String mark = Character.toString(Normalizer.normalize(before, Form.NFKD).codePointAt(0));
      String pair = "\u0345" + mark;
      boolean becomesMark = !Normalizer.normalize(pair, Form.NFD).equals(pair); // It is sorted.
      if (becomesMark && !before.matches("\\p{M}")) {
        assertThat(NormalForm.of("a" + before.repeat(100))).as("%x", c).hasSizeLessThan(40);
      }
    }
  }

  @Test
  void a_text_grows_by_a_known_factor_only() {
    String hostile = "\uFDFA".repeat(10_000);
    assertThat(NormalForm.of(hostile).length()).isLessThanOrEqualTo(18 * 10_000);
  }
}

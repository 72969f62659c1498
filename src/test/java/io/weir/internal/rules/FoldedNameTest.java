package io.weir.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoldedNameTest {

  @ParameterizedTest
  @CsvSource({
    "alice, alice",
    "Alice, alice",
    "'  alice\t', alice",
    "ａｌｉｃｅ, alice",
    "ﬁnn, finn",
    "STRASSE, strasse",
    "straße, strasse",
    "'\u00a0\u2003bob\u0000', bob",
    "STRAẞE, strasse",
    "'İ', i\u0307",
    "'\u212a', k",
    "'e\u0301', é",
    "'d''arc', d'arc"
  })
  void names_that_look_alike_have_one_folded_form(String written, String name) {
    assertThat(FoldedName.of(written)).contains(name);
  }

  @ParameterizedTest
  @CsvSource({"''", "'  '", "'\u0000\u3000'"})
  void a_blank_text_is_no_name(String written) {
    assertThat(FoldedName.of(written)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Àlice, alice",
    "'John   Smith', john smith",
    "'john\u00a0\u200b smith', john smith",
    "'john\t\u3000smith', john smith",
    "o\u0308zil, ozil"
  })
  void names_that_databases_and_directories_take_for_one_have_one_form(
      String written, String name) {
    assertThat(FoldedName.similar(written)).contains(name);
  }

  @Test
  void the_longest_name_is_folded_and_a_longer_one_is_not() {
    String longest = "Á".repeat(320);
    assertThat(FoldedName.of(" " + longest + " ")).contains("á".repeat(320));
    assertThat(FoldedName.similar(longest)).contains("a".repeat(320));
    assertThat(FoldedName.of(longest + "x")).isEmpty();
    assertThat(FoldedName.similar(longest + "x")).isEmpty();
  }

  /** One name to Unicode (UAX 15 §1.1): a client may choose the order of the marks. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\u03b1\u0345\u0300", "\u1fb3\u0300", "\u1f70\u0345", "\u1fb2", "\u1fba\u0399"})
  void the_order_of_marks_makes_no_other_name(String written) {
    assertThat(FoldedName.of(written)).isEqualTo(FoldedName.of("\u03b1\u0300\u0345"));
  }

  /** Folding twice is the same as folding once. */
  @Property
  void a_folded_name_stays_as_it_is(@ForAll String written) {
    Optional<String> name = FoldedName.of(written);
    assertThat(name.flatMap(FoldedName::of)).isEqualTo(name);
  }

  /** Case is defined for decomposed text: in upper case, U+0345 is a letter and no mark. */
  @Property
  void case_and_blanks_make_no_other_name(@ForAll @StringLength(max = 30) String written) {
    String decomposed = Normalizer.normalize(written, Normalizer.Form.NFKD);
    assertThat(FoldedName.of(" " + decomposed.toUpperCase(Locale.ROOT) + "\t"))
        .isEqualTo(FoldedName.of(written));
  }
}

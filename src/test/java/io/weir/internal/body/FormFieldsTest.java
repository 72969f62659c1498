package io.weir.internal.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class FormFieldsTest {

  private static FormFields form(String body) {
    return FormFields.ofForm(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Test
  void a_field_has_its_values_in_their_order() {
    FormFields fields = form("a=1&b=%C3%A4+%26&a=2&c&d=&e=x=y&&");

    assertThat(fields.of("a")).containsExactly("1", "2");
    assertThat(fields.of("b")).containsExactly("ä &");
    assertThat(fields.of("c")).containsExactly("");
    assertThat(fields.of("d")).containsExactly("");
    assertThat(fields.of("e")).containsExactly("x=y");
    assertThat(fields.of("f")).isEmpty();
  }

  @Test
  void what_is_not_encoded_well_is_left_out() {
    assertThat(form("a=%&a=%4&%zz=1&b=1").values()).isEqualTo(Map.of("b", List.of("1")));
  }

  @Test
  void a_query_stands_before_a_form() {
    assertThat(form("a=2&b=3").addedTo(Map.of("a", new String[] {"1"})))
        .hasEntrySatisfying("a", values -> assertThat(values).containsExactly("1", "2"))
        .hasEntrySatisfying("b", values -> assertThat(values).containsExactly("3"));
  }

  @Property
  void any_bytes_are_a_form(@ForAll byte[] bytes) {
    assertThat(FormFields.ofForm(bytes, StandardCharsets.UTF_8).values().values())
        .allMatch(values -> !values.isEmpty());
  }

  @Property
  void what_is_encoded_is_decoded(@ForAll @NotEmpty String name, @ForAll String value) {
    String pair =
        URLEncoder.encode(name, StandardCharsets.UTF_8)
            + "="
            + URLEncoder.encode(value, StandardCharsets.UTF_8);
    assertThat(form(pair).of(sane(name))).containsExactly(sane(value));
  }

  /** An unpaired surrogate is not a character: an encoder replaces it by a question mark. */
  private static String sane(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}

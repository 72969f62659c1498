package io.weir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.body.JsonContents;
import io.weir.internal.body.JsonPlace;
import io.weir.internal.body.JsonValue;
import io.weir.internal.settings.Mistakes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each condition, at the values next to its limits. */
class ConditionTest {

  private static final PatternLists LISTS = new PatternLists(Map.of(), List.of());

  private static Condition condition(String written) {
    Mistakes mistakes = new Mistakes();
    List<RequestCheck> read = CheckParser.parseAll("c: /x json:/a " + written, "checks", mistakes);
    assertThat(mistakes.found()).isEmpty();
    return read.get(0).fields().get(0).condition();
  }

  /** The value that JSON has, or that a header has if it is no JSON. */
  private static Value value(String written) {
    JsonPlace place = JsonPlace.parse("/a");
    return JsonContents.of(
            "{\"a\":%s}".formatted(written).getBytes(StandardCharsets.UTF_8),
            Set.of(place),
            Set.of(),
            1000,
            1000)
        .map(contents -> Value.of(contents.at(place).get(0)))
        .orElseGet(() -> Value.untyped(written));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          required                        | ""                 | false
          required                        | "x"                | true
          required                        | 0                  | true
          required                        | false              | true
          required                        | []                 | true
          at most 2 characters            | "ab"               | true
          at most 2 characters            | "abc"              | false
          at most 2 characters            | "\\ud83d\\ude00a"  | true
          at most 2 characters            | 99                 | true
          at most 2 characters            | 100                | false
          at most 2 characters            | [1]                | false
          at least 2 characters           | "a"                | false
          at least 2 characters           | "ab"               | true
          at least 2 characters           | {}                 | false
          number                          | 1                  | true
          number                          | -1.5e3             | true
          number                          | 1e999              | false
          number                          | "1"                | false
          number                          | true               | false
          number                          | x1                 | false
          number                          | -07                | true
          number                          | +7                 | false
          number                          | ٣                  | false
          number                          | 0x10               | false
          number from 0 to 2.5            | 0                  | true
          number from 0 to 2.5            | -0.0               | true
          number from 0 to 2.5            | 2.50               | true
          number from 0 to 2.5            | 2.500000001        | false
          number from 0 to 2.5            | -0.000000001       | false
          number from -2 to -1            | -1                 | true
          whole number                    | 1                  | true
          whole number                    | 1.0                | true
          whole number                    | 1.5                | false
          whole number                    | 0.0                | true
          whole number                    | 1e2                | true
          whole number from 1 to 100      | 100                | true
          whole number from 1 to 100      | 101                | false
          whole number from 1 to 100      | 0                  | false
          one of a, "b c"                 | "a"                | true
          one of a, "b c"                 | "b c"              | true
          one of a, "b c"                 | "A"                | false
          one of a, "b c"                 | "a "               | false
          one of a, "b c"                 | ""                 | false
          one of a, "b c"                 | ["a"]              | false
          one of 1, true                  | 1.0                | true
          one of 1, true                  | true               | true
          matching [a-z]+                 | "abc"              | true
          matching [a-z]+                 | "abc1"             | false
          matching [a-z]+                 | "abc\\n"           | false
          matching [a-z]+                 | ""                 | false
          matching [a-z]*                 | ""                 | true
          matching [^<]*                  | "\\uff1c"          | false
          matching [^<]*                  | "\\u00e9"          | true
          not matching <                  | "a<b"              | false
          not matching <                  | "a\\uff1cb"        | false
          not matching <                  | "a&lt;b"           | true
          not matching "ab"               | "a\\u200bb"        | false
          not matching "ab"               | "a\\u00adb"        | false
          not matching "ab"               | "a\\ufe0fb"        | false
          not matching "ab"               | "a b"              | true
          not matching "a b"              | "a\\u00a0\\n\\tb"  | false
          not matching "fi"               | "\\ufb01"          | false
          not matching x                  | [ "y" ]            | false
          not matching 2                  | 123                | false
          """)
  void a_value_holds_it_or_not(String condition, String value, boolean holds) {
    assertThat(condition(condition).holds(value(value), new PatternSearch(LISTS))).isEqualTo(holds);
  }

  @Test
  void a_text_that_is_too_long_for_patterns_holds_none() {
    Value longest = Value.untyped("a".repeat(262_144));
    Value longer = Value.untyped("a".repeat(262_145));
    assertThat(condition("matching a+").holds(longest, new PatternSearch(LISTS))).isTrue();
    assertThat(condition("matching a+").holds(longer, new PatternSearch(LISTS))).isFalse();
    assertThat(condition("not matching b").holds(longest, new PatternSearch(LISTS))).isTrue();
    assertThat(condition("not matching b").holds(longer, new PatternSearch(LISTS))).isFalse();
  }

  @Test
  void texts_of_one_request_share_a_budget() {
    Condition none = condition("not matching b");
    PatternSearch characters = new PatternSearch(LISTS);
    for (int i = 0; i < 3; i++) {
      assertThat(none.holds(Value.untyped("a".repeat(200_000)), characters)).isTrue();
    }
    assertThat(none.holds(Value.untyped("a".repeat(62_144)), characters)).isTrue();
    assertThat(characters.isExhausted()).isFalse();
    assertThat(none.holds(Value.untyped("a"), characters)).isFalse();
    assertThat(characters.isExhausted()).isTrue();

    PatternSearch texts = new PatternSearch(LISTS);
    for (int i = 0; i < PatternSearch.MOST_TEXTS; i++) {
      assertThat(none.holds(Value.untyped("a" + i), texts)).isTrue();
    }
    assertThat(none.holds(Value.untyped("a"), texts)).isFalse();

    PatternSearch normalForms = new PatternSearch(LISTS);
    int held = 0;
    while (none.holds(Value.untyped("\uFDFA".repeat(4096) + held), normalForms)) {
      held++;
    }
    assertThat(held).isEqualTo(3); // NFKC makes 18 characters of one.
  }

  @Test
  void json_is_read_up_to_its_bounds() {
    byte[] document = "[1,[2,[3]],4 no JSON".getBytes(StandardCharsets.UTF_8);
    JsonContents many =
        JsonContents.of(document, Set.of(), Set.of(JsonPlace.parse("/*")), 10, 3).orElseThrow();
    assertThat(many.isWhole()).isFalse();
    assertThat(many.count()).isEqualTo(4);
    JsonContents deep = JsonContents.of(document, Set.of(), Set.of(), 2, 100).orElseThrow();
    assertThat(deep.levels()).isEqualTo(3);
    assertThat(JsonContents.of(document, Set.of(), Set.of(), 3, 100)).isEmpty();
  }

  @Test
  void a_name_in_another_case_counts_and_is_not_what_is_required() {
    JsonPlace place = JsonPlace.parse("/a/*/b");
    JsonContents contents =
        JsonContents.of(
                "{\"A\":[{\"b\":1},{\"B\":2}],\"a\":{\"x\":{\"b\":3,\"b\":[4]}}}"
                    .getBytes(StandardCharsets.UTF_8),
                Set.of(place),
                Set.of(),
                1000,
                1000)
            .orElseThrow();
    assertThat(contents.at(place))
        .containsExactly(
            new JsonValue(JsonValue.Kind.NUMBER, "1", false),
            new JsonValue(JsonValue.Kind.NUMBER, "2", false),
            new JsonValue(JsonValue.Kind.NUMBER, "3", true),
            new JsonValue(JsonValue.Kind.STRUCTURE, "", true));
  }

  @Test
  void texts_are_all_strings_at_a_place_or_below() {
    JsonPlace place = JsonPlace.parse("/messages/*/content");
    JsonContents contents =
        JsonContents.of(
                """
                {"messages":[
                  {"role":"user","content":"one"},
                  {"role":"user","content":[{"type":"text","text":"two"},"three",{"a":[["four"]]}]},
                  {"Content":"five","content":null}],
                 "content":"no"}
                """
                    .getBytes(StandardCharsets.UTF_8),
                Set.of(),
                Set.of(place),
                1000,
                1000)
            .orElseThrow();
    assertThat(contents.textsAt(place))
        .extracting(JsonValue::text)
        .containsExactly("one", "text", "two", "three", "four", "five");
    assertThat(contents.levels()).isEqualTo(7);
  }
}

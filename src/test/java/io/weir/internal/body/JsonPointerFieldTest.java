package io.weir.internal.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPointerFieldTest {

  private static Optional<String> value(String pointer, String document) {
    return new JsonPointerField(pointer).in(document.getBytes(StandardCharsets.UTF_8)).value();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          /name         {"name":"alice"}                            → alice
          /name         {"a":[1,{"name":"x"}],"name":"alice","z":1} → alice
          /user/name    {"user":{"name":"alice"},"name":"bob"}      → alice
          /items/1/id   {"items":[{"id":"a"},{"id":"b"}]}           → b
          /1            ["a","b"]                                   → b
          /a~1b/c~0d    {"a/b":{"c~d":"x"}}                         → x
          /n            {"n":1}                                     → 1
          /n            {"n":1.0}                                   → 1
          /n            {"n":1e0}                                   → 1
          /n            {"n":1000}                                  → 1000
          /n            {"n":1e3}                                   → 1000
          /n            {"n":1e999999999}                           → 1E+999999999
          /n            {"n":true}                                  → true
          /name         {"\\u006eame":"alice"}                      → alice
          /name         {"name":"\\u0061lice"}                      → alice
          """)
  void a_pointer_finds_a_value_however_it_is_written(String given, String value) {
    String[] pointerAndDocument = given.split(" +", 2);

    assertThat(value(pointerAndDocument[0], pointerAndDocument[1])).contains(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "alice",
        "\"name\"",
        "{}",
        "[]",
        "{\"name\":null}",
        "{\"name\":{}}",
        "{\"name\":[\"alice\"]}",
        "{\"Name\":\"alice\"}",
        "{\"name\":\"bob\",\"Name\":\"alice\"}",
        "{\"NAME\":\"alice\",\"name\":\"bob\"}",
        "{\"name\":\"alice\",\"name\":\"bob\"}",
        "{\"name\":\"alice\",\"\\u006eame\":\"alice\"}",
        "{\"name\":\"alice\"",
        "{\"name\":\"alice\"}}",
        "{\"name\":\"alice\"}{\"name\":\"bob\"}",
        "{\"name\":\"alice\",}",
        "{name:\"alice\"}",
        "{'name':'alice'}",
        "{\"name\":\"al\nice\"}",
        "{\"name\":\"alice\" /* me */}",
        "{\"name\":01}",
        "{\"name\":100E2147483647}",
        "{\"name\":1E-2147483649}",
        "name=alice",
        "<name>alice</name>"
      })
  void what_is_not_clearly_there_is_lacking(String document) {
    assertThat(value("/name", document)).isEmpty();
  }

  @Test
  void a_name_that_occurs_twice_above_the_value_makes_it_unclear() {
    assertThat(value("/user/name", "{\"user\":{\"name\":\"alice\"},\"user\":{\"name\":\"bob\"}}"))
        .isEmpty();
    assertThat(value("/user/name", "{\"user\":{\"name\":\"alice\"},\"user\":{}}"))
        .contains("alice");
  }

  @Test
  void any_encoding_of_unicode_is_read() {
    for (String name : new String[] {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE"}) {
      assertThat(
              new JsonPointerField("/name")
                  .in("{\"name\":\"jörg\"}".getBytes(Charset.forName(name)))
                  .value())
          .as(name)
          .contains("jörg");
    }
  }

  @Test
  void what_is_too_deep_is_lacking_and_costs_nothing() {
    String deep = "[".repeat(30_000) + "]".repeat(30_000);

    assertThat(value("/name", "{\"a\":" + deep + ",\"name\":\"alice\"}")).isEmpty();
    assertThat(value("/name", "{\"name\":" + "9".repeat(60_000) + "}")).isEmpty();
  }

  @Property
  void any_bytes_are_read_or_lacking(@ForAll byte[] bytes) {
    assertThat(new JsonPointerField("/0/name").in(bytes)).isNotNull();
  }

  @Test
  void a_pointer_begins_with_a_slash() {
    for (String pointer : new String[] {"", "name", "/a~2", "/a~"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new JsonPointerField(pointer));
    }
    assertThat(value("/", "{\"\":\"x\"}")).contains("x");
  }
}

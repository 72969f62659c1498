package io.weir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language of checks. */
class CheckParserTest {

  private final Mistakes mistakes = new Mistakes();

  private List<RequestCheck> parse(String text) {
    return CheckParser.parseAll(text, "checks", mistakes);
  }

  @Test
  void a_table_of_checks_is_read_as_it_is_written() {
    assertThat(
            parse(
                """
                # name:    methods  paths      what must hold
                prompt:    POST     /chat      body at most 1 MB; texts:/messages/*/content at most 4096 characters; json:/model one of gpt-5, gpt-5-mini; texts:/messages/*/content not matching list:prompt-patterns
                upload:    POST     /upload    body at most 5 MB; type image/png, image/jpeg
                names:     POST     /comment   param:name at most 200 characters; param:name not matching "[<>]"
                clean:     POST     /comment   param:text strip "[<>""']"; shadow
                deep:               /api/**    json at most 20 levels; json at most 1000 values; json:/count whole number from 1 to 100
                call:      POST     /make-call/{phone}  path:phone matching "\\+[0-9]{6,15}"; header:X-Api-Version one of 1, 2; param:"first name" required; param:q trim
                """))
        .extracting(RequestCheck::toString)
        .containsExactly(
            "prompt: POST /chat body at most 1 MB; texts:/messages/*/content at most 4096 characters; json:/model one of gpt-5, gpt-5-mini; texts:/messages/*/content not matching list:prompt-patterns",
            "upload: POST /upload body at most 5 MB; type image/png, image/jpeg",
            "names: POST /comment param:name at most 200 characters; param:name not matching [<>]",
            "clean: POST /comment param:text strip \"[<>\"\"']\"; shadow",
            "deep: /api/** json at most 20 levels; json at most 1000 values; json:/count whole number from 1 to 100",
            "call: POST /make-call/{phone} path:phone matching \"\\+[0-9]{6,15}\"; header:X-Api-Version one of 1, 2; param:\"first name\" required; param:q trim");
    assertThat(mistakes.found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "body at most 1 byte",
        "body at most 1024 GB",
        "body at most 64 KB",
        "type image/*",
        "type application/vnd.api+json; json:/a required",
        "type application/json; texts:/a at least 1 character",
        "json at most 1000 levels",
        "json at most 1000000 values",
        "header:X-A number",
        "param:a number from -1 to 2.5",
        "json:/a whole number from 0 to 0",
        "json:/a~1b/~0/0 one of \"a b\", c",
        "param:a matching list:prompt-patterns",
        "param:a not matching \"a;b\"",
        "param:a strip \" # \"",
        "param:a trim; param:a strip x; param:a required",
        "body at most 16 MB; param:a required",
        "body at most 17 MB; header:X-A required",
      })
  void what_is_allowed_is_read_and_reads_itself(String written) {
    List<RequestCheck> read = parse("c: POST /x " + written);
    assertThat(mistakes.found()).isEmpty();
    assertThat(read).hasSize(1);
    String printed = read.get(0).toString();
    assertThat(parse(printed)).hasToString(read.toString());
    assertThat(mistakes.found()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                              | a check must follow the paths, as in body at most 1 MB; allowed are body, type, json, header:NAME, param:NAME, json:POINTER, texts:POINTER, path:VARIABLE and shadow.
          shadow                          | a check must follow the paths, as in body at most 1 MB; allowed are body, type, json, header:NAME, param:NAME, json:POINTER, texts:POINTER, path:VARIABLE and shadow.
          boddy at most 1 MB              | "boddy at most 1 MB": unknown check; allowed are body, type, json, header:NAME, param:NAME, json:POINTER, texts:POINTER, path:VARIABLE and shadow. Did you mean "body"?
          parm:name required              | "parm:name required": unknown check; allowed are body, type, json, header:NAME, param:NAME, json:POINTER, texts:POINTER, path:VARIABLE and shadow. Did you mean "param:"?
          body 1 MB                       | "body 1 MB": "at most" and a size must follow, as in body at most 1 MB.
          body at most MB                 | "body at most": a size must follow, as in body at most 1 MB.
          body at most 1                  | "body at most 1": a unit must follow the number: bytes, kB, MB or GB, as in 1 MB.
          body at most 1 MiB              | "body at most 1 MiB": a unit must follow the number: bytes, kB, MB or GB, as in 1 MB.
          body at most 0 bytes            | "body at most 0 bytes": 1 byte to 1024 GB are allowed.
          body at most 1025 GB            | "body at most 1025 GB": 1 byte to 1024 GB are allowed.
          body at most 1 MB; body at most 2 MB | "body": write each check once.
          body at most 17 MB; json:/a required | "body at most 17 MB": a body whose JSON or parameters are checked is kept in memory; at most 16 MB are allowed for it.
          body at most 17 MB; param:a trim | "body at most 17 MB": a body whose JSON or parameters are checked is kept in memory; at most 16 MB are allowed for it.
          type                            | "type": content types must follow, as in type image/png, image/jpeg.
          type png                        | "type png": "png" is not a content type; write types without parameters, as in type image/png, image/jpeg.
          type image/png; json:/a required | "type image/png": a line that looks at JSON needs a type of JSON, such as application/json.
          type image/png; json at most 2 levels | "type image/png": a line that looks at JSON needs a type of JSON, such as application/json.
          json at most 20                 | "json at most 20": "levels" or "values" must follow the number.
          json at most 0 levels           | "json at most 0 levels": 1 to 1000 levels are allowed.
          json at most 1001 levels        | "json at most 1001 levels": 1 to 1000 levels are allowed.
          json /model required            | "json /model required": a number of levels or values must follow, as in json at most 20 levels; a field is written without a blank, as in json:/model.
          json:model required             | "json:model": a JSON pointer begins with "/" (RFC 6901), as in json:/user/name or json:/items/*/name.
          header:"a b" required           | "header:"a b"": "a b" is not the name of a header field; use letters, digits and "-", as in header:X-Api-Version.
          param: required                 | "param:": the name of a parameter must follow the colon directly, as in param:name.
          path:phone required             | "path:phone": the path /x has no variable {phone}.
          param:a                         | "param:a": a condition must follow; allowed are required, at most N characters, at least N characters, number, whole number, one of, matching, not matching, and for parameters strip and trim.
          param:a requird                 | "param:a requird": unknown condition; allowed are required, at most N characters, at least N characters, number, whole number, one of, matching, not matching, and for parameters strip and trim. Did you mean "required"?
          param:a at most characters      | "param:a at most": a number of characters must follow, as in at most 200 characters.
          param:a at most 0 characters    | "param:a at most 0 characters": 1 to 10000000 characters are allowed.
          param:a one of                  | "param:a one of": values must follow, separated by ",", as in one of small, large.
          param:a one a, b                | "param:a one": "of" must follow "one", as in one of small, large.
          param:a number from 1           | "param:a number from 1": two numbers must follow, as in number from 0 to 2.5 or whole number from 1 to 100.
          param:a number from 2 to 1      | "param:a number from 2 to 1": the first number must not be greater than the second.
          texts:/a number                 | "texts:/a number": a text of JSON is no number; write json: instead of texts:.
          param:a matching "[a"           | "param:a matching "[a"": RE2 does not understand the pattern: missing closing ]. It has no back references and no look-around.
          param:a matching "(a)\\1"       | "param:a matching "(a)\\1"": RE2 does not understand the pattern: invalid escape sequence. It has no back references and no look-around.
          param:a not matching a*         | "param:a not matching a*": the pattern is found in every text; let it need one character at least.
          param:a not matching            | "param:a not matching": a pattern has 1 to 1000 characters; put it between quotes if it has blanks or ";".
          param:a not matching list:a_b   | "param:a not matching list:a_b": the name of a list is a letter and then letters, digits or "-".
          param:a strip ""                | "param:a strip \"\"\": a pattern has 1 to 1000 characters; put it between quotes if it has blanks or ";".
          json:/a strip x                 | "json:/a strip x": only parameters can be changed, as in param:text trim; check other fields with "not matching".
          texts:/a trim                   | "texts:/a trim": only parameters can be changed, as in param:text trim; check other fields with "not matching".
          header:X-A trim                 | "header:X-A trim": only parameters can be changed, as in param:text trim; check other fields with "not matching".
          param:a required; param:a required | "param:a required": write each check once.
          param:a required param:b required | "param:b required": checks are separated by ";", and a name or a pattern with blanks needs quotes.
          """)
  void a_mistake_says_what_is_allowed(String checks, String what) {
    assertThat(parse("c: POST /x " + checks)).isEmpty();
    assertThat(mistakes.found()).containsExactly(new Mistake("checks, line 1", what));
  }

  @Test
  void all_mistakes_are_told_at_once() {
    assertThat(parse("a: /x body 1 MB; param:a requird; json:b required\na: /y trim")).isEmpty();
    assertThat(mistakes.found()).hasSize(5);
  }

  @Test
  void every_line_needs_a_name_of_its_own() {
    parse("a: /x body at most 1 MB\na: /y body at most 1 MB");
    assertThat(mistakes.found())
        .containsExactly(
            new Mistake(
                "checks, line 2",
                "\"a\": the name is already taken in checks, line 1; a line without a name is called check-N."));
  }

  @Test
  void an_empty_table_is_a_mistake() {
    parse(" ");
    assertThat(mistakes.found())
        .containsExactly(
            new Mistake(
                "checks",
                "no check; write one per line, for example upload: POST /upload body at most 5 MB"));
  }
}

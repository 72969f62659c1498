package io.weir.secrets.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotEnvTest {

  @Test
  void every_form_of_a_line_is_read() {
    String text =
        """
        # a comment

        PLAIN=one
          INDENTED = two\s\s
        export EXPORTED=three
        COMMENTED=four # a comment
        HASH=five#six
        EMPTY=
        NOTHING= # a comment
        COLOUR=#abc
        COLOURED=#abc # a comment
        DOMAIN="CORP\\svc \\$x"
        SINGLE='as $it \\n is # here' # a comment
        DOUBLE="two\\nlines, a \\" quote, a \\\\ and a # and ${x}"
        EQUALS=a=b==
        WINDOWS=crlf\r
        TWICE=first
        TWICE=second
        """;
    DotEnv file = DotEnv.of(text);
    Map.ofEntries(
            Map.entry("PLAIN", "one"),
            Map.entry("INDENTED", "two"),
            Map.entry("EXPORTED", "three"),
            Map.entry("COMMENTED", "four"),
            Map.entry("HASH", "five#six"),
            Map.entry("EMPTY", ""),
            Map.entry("NOTHING", ""),
            Map.entry("COLOUR", "#abc"),
            Map.entry("COLOURED", "#abc"),
            Map.entry("DOMAIN", "CORP\\svc $x"),
            Map.entry("SINGLE", "as $it \\n is # here"),
            Map.entry("DOUBLE", "two\nlines, a \" quote, a \\ and a # and ${x}"),
            Map.entry("EQUALS", "a=b=="),
            Map.entry("WINDOWS", "crlf"),
            Map.entry("TWICE", "second"))
        .forEach((name, value) -> assertThat(file.get(name)).as(name).isEqualTo(value));
    assertThat(file.get("OTHER")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "=hunter2",
        "1A=hunter2",
        "A B=hunter2",
        "A='hunter2",
        "A=\"hunter2\\\""
      })
  void a_line_that_is_none_is_told_by_its_number_to_who_may_need_it(String line) {
    DotEnv file = DotEnv.of("FIRST=one\n" + line + "\nLAST=three");
    assertThat(file.get("FIRST")).isEqualTo("one");
    assertThat(file.get("LAST")).isEqualTo("three");
    String needed = line.startsWith("A=") ? "A" : "OTHER";
    assertThatThrownBy(() -> file.get(needed)).hasMessage("line 2 is not NAME=value");
  }

  @Test
  void of_a_name_that_occurs_twice_the_last_line_counts_if_it_can_be_read() {
    assertThatThrownBy(() -> DotEnv.of("A=one\nA='two").get("A"))
        .hasMessage("line 2 is not NAME=value");
    assertThat(DotEnv.of("A='one\nA=two").get("A")).isEqualTo("two");
  }

  @Test
  void a_longestline_is_read() {
    String longest = "x".repeat(500_000);
    assertThat(DotEnv.of("A=\"" + longest + "\"").get("A")).isEqualTo(longest);
  }
}

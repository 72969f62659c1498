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
        SINGLE='as $it \\n is # here' # a comment
        DOUBLE="two\\nlines, a \\" quote, a \\\\ and a # and ${x}"
        EQUALS=a=b==
        WINDOWS=crlf\r
        TWICE=first
        TWICE=second
        """;
    assertThat(DotEnv.parse(text))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("PLAIN", "one"),
                Map.entry("INDENTED", "two"),
                Map.entry("EXPORTED", "three"),
                Map.entry("COMMENTED", "four"),
                Map.entry("HASH", "five#six"),
                Map.entry("EMPTY", ""),
                Map.entry("NOTHING", ""),
                Map.entry("SINGLE", "as $it \\n is # here"),
                Map.entry("DOUBLE", "two\nlines, a \" quote, a \\ and a # and ${x}"),
                Map.entry("EQUALS", "a=b=="),
                Map.entry("WINDOWS", "crlf"),
                Map.entry("TWICE", "second")));
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
  void a_line_that_is_none_is_told_by_its_number_alone(String line) {
    assertThatThrownBy(() -> DotEnv.parse("A=one\n" + line)).hasMessage("line 2 is not NAME=value");
  }

  @Test
  void a_longestline_is_read() {
    String longest = "x".repeat(500_000);
    assertThat(DotEnv.parse("A=\"" + longest + "\"")).containsEntry("A", longest);
  }
}

package io.weir.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document;
import io.weir.internal.settings.Mistakes;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks that the manual shows are read without a mistake. */
class ChecksInPagesTest {

  static Stream<String> tables() {
    return Document.blocks("checks").map(Document.Block::text);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void a_table_is_read(String table) {
    Mistakes mistakes = new Mistakes();
    assertThat(CheckParser.parseAll(table, "checks", mistakes)).isNotEmpty();
    assertThat(mistakes.found()).isEmpty();
  }

  /** The words of the language, each in a row of a table. */
  static Stream<String> rows() {
    return Document.page("validation.md")
        .text()
        .lines()
        .filter(line -> line.matches("\\| `(FIELD |param:NAME |body at|type |json at)[^`]*`.*"))
        .flatMap(line -> Stream.of(line.replaceFirst("^\\| ([^|]+) \\|.*", "$1").split("`, `")))
        .map(check -> check.replace("`", ""));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void a_row_is_read(String row) {
    String check =
        row.replaceFirst("^(?!FIELD|param:|body|type|json)", "FIELD ")
            .replace("FIELD", "header:X")
            .replace("list:NAME", "list:words")
            .replace("NAME", "name")
            .replace("PATTERN", "[a-z]+");
    Mistakes mistakes = new Mistakes();
    assertThat(CheckParser.parseAll("c: /x " + check, "checks", mistakes)).hasSize(1);
    assertThat(mistakes.found()).isEmpty();
  }
}

package io.weir.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document;
import io.weir.internal.settings.Mistakes;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The circuits that the manual shows are read without a mistake. */
class CircuitsInPagesTest {

  static Stream<String> tables() {
    return Stream.concat(
        Document.blocks("circuits").map(Document.Block::text),
        Document.page("circuit-breaker.md")
            .text()
            .lines()
            .filter(line -> line.matches("\\|[^|]+\\| `[a-z]+: [^`]+`.*"))
            .map(line -> line.replaceFirst("[^`]+`([^`]+)`.*", "$1")));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void a_table_is_read(String table) {
    Mistakes mistakes = new Mistakes();
    assertThat(CircuitParser.parseAll(table, "circuits", mistakes)).isNotEmpty();
    assertThat(mistakes.found()).isEmpty();
  }
}

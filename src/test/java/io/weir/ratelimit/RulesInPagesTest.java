package io.weir.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.docs.Document;
import io.weir.docs.Document.Block;
import io.weir.docs.Elided;
import io.weir.docs.ShownMistake;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules in the README and the manual can be parsed. */
class RulesInPagesTest {

  static Stream<Block> tables() {
    return Document.blocks("rules");
  }

  @ParameterizedTest
  @MethodSource("tables")
  void a_table_that_is_shown_has_no_mistake(Block block) {
    assertThat(mistakesIn(block.text())).isEmpty();
  }

  static Stream<ShownMistake> mistakes() {
    return ShownMistake.all().filter(ShownMistake::isRule);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_mistake_is_reported_as_shown(ShownMistake shown) {
    List<String> told = mistakesIn(String.join("\n", shown.given()));

    assertThat(told).hasSameSizeAs(shown.told());
    for (int i = 0; i < told.size(); i++) {
      assertThat(told.get(i).replaceFirst("^rules, line 1: ", ""))
          .matches(Elided.pattern(shown.told().get(i)));
    }
  }

  private static List<String> mistakesIn(String table) {
    Mistakes mistakes = new Mistakes();
    RuleParser.parseAll(table, "rules", mistakes);
    mistakes.resolve(Sample.SECRETS);
    return mistakes.found().stream().map(Mistake::toString).toList();
  }
}

package io.weir.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The language of circuits. */
class CircuitParserTest {

  private final Mistakes mistakes = new Mistakes();

  private List<CircuitPolicy> parse(String text) {
    return CircuitParser.parseAll(text, "circuits", mistakes);
  }

  @Test
  void a_table_of_circuits_is_read_as_it_is_written() {
    assertThat(
            parse(
                """
                # name:  methods  paths                opens                                            stays open
                openai:           /chat, /realtime/**  after 5 failures in a row  slow over 60 seconds  for 30 seconds
                twilio:  POST     /make-call/**        after 50% of 20 in 1 minute  slow over 10 seconds  for 30 seconds doubling to 10 minutes  fallback /busy.json status 503
                robot:   POST     /robot/command       after 5 failures in a row  until reset  fallback pass
                page:    GET      /page                half-open 3  fallback forward /busy  shadow
                """))
        .extracting(CircuitPolicy::toString)
        .containsExactly(
            "openai: /chat, /realtime/** after 5 failures in a row slow over 1 minute for 30 seconds",
            "twilio: POST /make-call/** after 50% of 20 in 1 minute slow over 10 seconds for 30 seconds doubling to 10 minutes fallback /busy.json",
            "robot: POST /robot/command after 5 failures in a row slow over 1 minute until reset fallback pass",
            "page: GET /page after 5 failures in a row slow over 1 minute for 30 seconds half-open 3 fallback forward /busy shadow");
    assertThat(mistakes.found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "after 1 failure in a row",
        "after 1000 failures in a row",
        "after 1% of 1 in 1 second",
        "after 100 % of 100000 calls in 1 day",
        "slow over 1 hour",
        "for 1 day",
        "half-open 100",
        "opens on 2 nodes",
        "opens on 100 nodes",
        "fallback /WEB-INF/busy.html status 200",
        "fallback \"/very busy.html\"",
      })
  void what_is_allowed_is_read_and_reads_itself(String options) {
    List<CircuitPolicy> read = parse("c: /x " + options);
    assertThat(mistakes.found()).isEmpty();
    assertThat(read).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          after                             | \"after\": failures in a row, or a share of calls in a period must follow, as in after 5 failures in a row or after 50% of 20 in 1 minute.
          after 5 failures                  | \"after 5 failures\": failures in a row, or a share of calls in a period must follow, as in after 5 failures in a row or after 50% of 20 in 1 minute.
          after 0 failures in a row         | \"after 0 failures in a row\": 0 failures: 1 to 1000 are allowed.
          after 1001 failures in a row      | \"after 1001 failures in a row\": 1001 failures: 1 to 1000 are allowed.
          after 0% of 20 in 1 minute        | \"after 0% of 20 in 1 minute\": 0%: 1% to 100% are allowed.
          after 101% of 20 in 1 minute      | \"after 101% of 20 in 1 minute\": 101%: 1% to 100% are allowed.
          after 50% of 0 in 1 minute        | \"after 50% of 0 in 1 minute\": 0 calls: 1 to 100000 are allowed.
          after 50% of 20 in 2 days         | \"after 50% of 20 in 2 days\": 1 second to 1 day are allowed.
          after 50% of 20 in 1 fortnight    | \"after 50% of 20 in 1 fortnight\": no unit \"fortnight\"; allowed are second, minute, hour, day, month.
          after 50% in 1 minute             | \"after 50%\": failures in a row, or a share of calls in a period must follow, as in after 5 failures in a row or after 50% of 20 in 1 minute.
          slow 10 seconds                   | \"slow\": \"over\" and a period must follow, as in slow over 10 seconds.
          slow over 2 hours                 | \"slow over 2 hours\": 1 second to 1 hour are allowed.
          for 0 seconds                     | \"for 0 seconds\": 1 second to 1 day are allowed.
          for 1 minute doubling to 1 second | \"for 1 minute doubling to 1 second\": the longest period must not be shorter than the first.
          for 1 minute until reset          | \"until reset\": a circuit stays open for a period or until reset, not both.
          until tomorrow                    | \"until\": \"reset\" must follow, as in until reset.
          half-open 0                       | \"half-open 0\": 1 to 100 are allowed.
          half-open some                    | \"half-open\": a number of calls must follow, as in half-open 3.
          fallback                          | \"fallback\": a file of the application, \"forward\" and a path, or \"pass\" must follow, as in fallback /busy.json status 503.
          fallback busy.json                | \"fallback busy.json\": a file of the application, \"forward\" and a path, or \"pass\" must follow, as in fallback /busy.json status 503.
          fallback /busy.json status 99     | \"fallback /busy.json status 99\": status 99: 200 to 599 are allowed.
          fallback /../x                    | \"fallback /../x\": \"/../x\": a path of the application begins with \"/\" and has no \"..\", as in /busy.json.
          fallback forward                  | \"fallback forward\": \"\": a path of the application begins with \"/\" and has no \"..\", as in /busy.json.
          opens                             | \"opens\": \"on\" and a number of nodes must follow, as in opens on 2 nodes.
          opens 2 nodes                     | \"opens\": \"on\" and a number of nodes must follow, as in opens on 2 nodes.
          opens on 2                        | \"opens on 2\": \"on\" and a number of nodes must follow, as in opens on 2 nodes.
          opens on 1 nodes                  | \"opens on 1 nodes\": 2 to 100 nodes are allowed.
          opens on 101 nodes                | \"opens on 101 nodes\": 2 to 100 nodes are allowed.
          opnes on 2 nodes                  | \"opnes\": unknown option; allowed are after, slow, for, until, half-open, opens, fallback, shadow. Names with blanks need quotes. Did you mean "opens"?
          shadow shadow                     | \"shadow\": write each option once.
          """)
  void what_cannot_work_is_a_mistake_that_says_what_can(String options, String message) {
    assertThat(parse("c: /x " + options)).isEmpty();
    assertThat(mistakes.found()).extracting(Mistake::what).containsExactly(message);
  }

  @Test
  void every_mistake_of_every_line_is_told_and_names_are_taken_once() {
    assertThat(parse("a: /x half-open 0\na: /y until\n/z\ncircuit-4: /z")).hasSize(2);
    assertThat(mistakes.found())
        .extracting(Mistake::toString)
        .containsExactly(
            "circuits, line 1: \"half-open 0\": 1 to 100 are allowed.",
            "circuits, line 2: \"until\": \"reset\" must follow, as in until reset.",
            "circuits, line 2: \"a\": the name is already taken in circuits, line 1; a circuit without a name is called circuit-N.");
  }

  @Test
  void an_empty_table_is_a_mistake() {
    parse(" ");
    assertThat(mistakes.found())
        .extracting(Mistake::toString)
        .containsExactly(
            "circuits: no circuit; write one per line, for example openai: /chat after 5 failures in a row for 30 seconds");
  }
}

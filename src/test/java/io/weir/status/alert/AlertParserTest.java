package io.weir.status.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines of {@code weir.alerts}. */
class AlertParserTest {

  private final Mistakes mistakes = new Mistakes();

  private List<AlertRule> parse(String text) {
    return AlertParser.parseAll(text, "weir.alerts", mistakes);
  }

  @Test
  void every_kind_of_alert_is_read_and_printed() {
    List<AlertRule> read =
        parse(
            """
            # What wakes somebody.
            budget hour at 80%
            budget "hour" at 100%   every 1 day
            rule login refused over 100/minute
            rule login refused over 500 per 10 minutes
            circuit openai open  # the dearest

            cluster lost
            secret stale every 12 hours
            daily cost over $10.00
            daily cost over $0.5
            """);

    assertThat(mistakes.found()).isEmpty();
    assertThat(read.stream().map(AlertRule::toString))
        .containsExactly(
            "budget hour at 80%",
            "budget hour at 100% every 1 day",
            "rule login refused over 100 per 1 minute",
            "rule login refused over 500 per 10 minutes",
            "circuit openai open",
            "cluster lost",
            "secret stale every 12 hours",
            "daily cost over $10.00",
            "daily cost over $0.50");
    assertThat(read.get(0).every()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void another_currency_is_written_with_its_code() {
    assertThat(parse("daily cost over EUR 7.25").get(0)).hasToString("daily cost over EUR 7.25");
  }

  @Test
  void without_lines_nothing_is_watched() {
    assertThat(parse("")).isEmpty();
    assertThat(mistakes.found()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bugdet hour at 80% | \"bugdet\": an alert begins with budget, rule, circuit, cluster, secret, daily, as in budget hour at 80%. Did you mean \"budget\"?",
        "budget | \"budget\": a name must follow, as in budget hour at 80%.",
        "budget hour 80% | \"80%\": at must follow, as in budget hour at 80%.",
        "budget hour at 80 | \"budget hour at 80\": a percentage must follow at, as in budget hour at 80%.",
        "budget hour at 120% | \"budget hour at 120%\": 1% to 100% is allowed, as in 80%.",
        "rule login refsued over 5/hour | \"refsued\": refused must follow, as in rule login refused over 100/minute. Did you mean \"refused\"?",
        "rule login refused over many | \"rule login refused over\": a number and a period must follow over, as in rule login refused over 100/minute.",
        "rule login refused over 5/minuet | \"rule login refused over 5/minuet\": no unit \"minuet\"; allowed are second, minute, hour, day, month. Did you mean \"minute\"?",
        "rule login refused over 5/second | \"rule login refused over 5/second\": a period of 1 minute to 1 day is allowed.",
        "circuit openai | \"\": open must follow, as in circuit openai open.",
        "cluster gone | \"gone\": lost must follow, as in cluster lost.",
        "daily cost over 10 dollars | \"dollars\": only every and a period may follow an alert, as in every 1 day.",
        "daily cost over $ten | \"daily cost over $ten\": an amount must follow, as in daily cost over $10.00 or daily cost over EUR 10.00.",
        "daily cost over ABC 1.00 | \"daily cost over ABC 1.00\": no such currency in ISO 4217; write it as in daily cost over EUR 10.00.",
        "secret stale every 5 seconds | \"secret stale every 5 seconds\": every 1 minute to 366 days is allowed.",
        "secret stale evry 1 day | \"evry\": only every and a period may follow an alert, as in every 1 day. Did you mean \"every\"?",
      })
  void a_mistake_says_what_is_allowed(String line, String what) {
    assertThat(parse("cluster lost\n" + line)).hasSize(1);

    assertThat(mistakes.found()).containsExactly(new Mistake("weir.alerts, line 2", what));
  }

  @Test
  void an_alert_stands_once() {
    parse("cluster lost\ncluster lost every 1 day");

    assertThat(mistakes.found())
        .containsExactly(
            new Mistake(
                "weir.alerts, line 2",
                "\"cluster lost\": the same alert stands in weir.alerts, line 1."));
  }
}

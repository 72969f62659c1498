package io.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prices, reported usage and estimates. */
class CostTest {

  private final PriceTable prices = PriceTable.parse(Policies.PRICES, "prices", new Mistakes());
  private final UsageCosts costs = new UsageCosts(prices, Unpriced.parse("block"));

  @Test
  void ten_thousand_tokens_in_and_twenty_thousand_out_cost_five_dollars_exactly() {
    assertThat(money("model=gpt-realtime; input=10000; output=20000"))
        .hasValue(Money.exactly("5.00"));
  }

  /** A price of 3.625e-09 a token, as in LiteLLM's table, is no whole number of nano-units. */
  @Test
  void a_price_below_a_nano_unit_is_exact_and_rounded_up_once() {
    Price tiny = new Price(Price.parse("0.003625"), 0, 0);

    assertThat(tiny.of(new Price.Tokens(1, 0, 0))).isEqualTo(4);
    assertThat(tiny.of(new Price.Tokens(1000, 0, 0))).isEqualTo(3625);
  }

  @Test
  void cached_tokens_have_a_price_of_their_own() {
    assertThat(money("model=gpt-5; input=1000; cached=400; output=0"))
        .hasValue(Money.exactly("0.0064"));
    assertThat(money("model=gpt-5-mini; input=1000; cached=400; output=0"))
        .hasValue(Money.exactly("0.003"));
  }

  @Test
  void what_is_told_in_money_precedes_tokens_and_is_rounded_up() {
    assertThat(money("usd=0.0000000001; model=gpt-5; input=9; output=9")).hasValue(1);
    assertThat(money("seconds=73; usd=0.95")).hasValue(Money.exactly("0.95"));
  }

  @Test
  void seconds_have_no_price_and_tokens_of_no_model_have_the_dearest() {
    assertThat(money("seconds=73")).isEmpty();
    assertThat(money("input=0; output=10")).hasValue(Money.exactly("0.002"));
  }

  @Test
  void a_model_without_a_price_costs_the_dearest_or_what_the_setting_says() {
    ReportedUsage usage = ReportedUsage.parse("model=gpt-6; input=0; output=10", "USD");

    assertThat(costs.of(usage, Unit.MONEY)).hasValue(Money.exactly("0.002"));
    assertThat(costs.isUnpriced(usage)).isTrue();
    assertThat(new UsageCosts(prices, Unpriced.parse("free")).of(usage, Unit.MONEY)).hasValue(0);
    assertThat(new UsageCosts(prices, Unpriced.parse("flat $0.10")).of(usage, Unit.MONEY))
        .hasValue(Money.exactly("0.10"));
    assertThat(prices.suggestion("gpt5")).isEqualTo(" Did you mean \"gpt-5\"?");
  }

  @Test
  void usage_is_told_in_every_unit() {
    ReportedUsage usage =
        ReportedUsage.parse(" Model = gpt-5 ; input=5;output=7; seconds=2.1;", "USD");

    assertThat(costs.of(usage, Unit.TOKENS)).hasValue(12);
    assertThat(costs.of(usage, Unit.INPUT_TOKENS)).hasValue(5);
    assertThat(costs.of(usage, Unit.OUTPUT_TOKENS)).hasValue(7);
    assertThat(costs.of(usage, Unit.SECONDS)).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "model=gpt-5",
        "usd=-1",
        "usd=NaN",
        "usd=1e9",
        "usd=",
        "usd",
        "input=-1; output=2",
        "input=1.5; output=2",
        "input=1; input=2",
        "input=5; cached=6",
        "input=99999999999999999999",
        "output=1; price=0",
        "eur=1",
        "seconds=-3"
      })
  void usage_that_is_not_understood_is_refused(String text) {
    assertThatThrownBy(() -> ReportedUsage.parse(text, "USD"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_million_digits_are_refused_at_once() {
    assertThatThrownBy(() -> ReportedUsage.parse("usd=" + "9".repeat(1_000_000), "USD"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void a_cost_that_does_not_fit_is_no_small_one() {
    assertThatThrownBy(() -> money("model=gpt-5; input=999999999999999; output=0"))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gpt-5 10.00", "gpt-5 10.00 x", "gpt-5 1 2 3 4", "gpt-5 -1 2", "a 1 2\na 3 4"})
  void a_wrong_price_is_a_mistake_with_its_line(String table) {
    Mistakes mistakes = new Mistakes();
    PriceTable.parse(table, "prices", mistakes);

    assertThat(mistakes.found())
        .extracting(Mistake::where)
        .containsExactly("prices, line " + table.lines().count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          {"model":"gpt-5","max_tokens":100}                             → 100      → 3000000
          {"model":"gpt-5","max_tokens":100,"n":3}                       → 300      → 9000000
          {"model":"gpt-5","max_tokens":100,"n":2,"best_of":5}           → 500      → 15000000
          {"model":"gpt-5","max_tokens":100,"n":-4}                      → 100      → 3000000
          {"model":"gpt-5","max_tokens":100,"n":null}                    → 100      → 3000000
          {"model":"gpt-5","max_tokens":100,"max_completion_tokens":200} → 200      → 6000000
          {"model":"gpt-5","max_tokens":100,"max_tokens":7}              → 100      → 3000000
          {"model":"gpt-5","MAX_TOKENS":9000}                            → 9000     → 270000000
          {"model":"gpt-5","max_tokens":"100"}                           → 100      → 3000000
          {"model":"gpt-5","max_tokens":1e3}                             → 1000     → 30000000
          {"model":"gpt-5","max_tokens":-1}                              → 4096     → 122880000
          {"model":"gpt-5"}                                              → 4096     → 122880000
          {"model":"gpt-5","model":"gpt-realtime","max_tokens":1}        → 1        → 200000
          {"model":"gpt-5","Model":"gpt-realtime","max_tokens":1}        → 1        → 200000
          {"model":null,"max_tokens":1}                                  → 1        → 200000
          {"max_tokens":1}                                               → 1        → 200000
          {"model":{"a":1},"max_tokens":1}                               → 1        → 200000
          {"a":{"model":"gpt-5","max_tokens":9}}                         → 4096     → 819200000
          {"model":"gpt-5","max_tokens":1                                → 4096     → 819200000
          {"model":"gpt-5","max_tokens":-1,"max_output_tokens":5}        → 4096     → 122880000
          {"model":"gpt-5","max_tokens":"5,000"}                         → 5000     → 150000000
          {"model":"gpt-5","max_tokens":"9_000 tokens"}                  → 9000     → 270000000
          {"model":"gpt-5","max_tokens":"0x2710"}                        → 10000    → 300000000
          {"model":"gpt-5","max_tokens":"inf"}                           → 4096     → 122880000
          {"model":"gpt-5","max_tokens":"7 (seven)"}                     → 4096     → 122880000
          {"model":"gpt-5","max_tokens":9000}x                           → 9000     → 1800000000
          {"model":"gpt-5","max_tokens":1}{"max_tokens":9000}            → 9000     → 1800000000
          {"model":"gpt-5","max_tokens":9000,"n":50 /* a comment */}     → 450000   → 90000000000
          {model:'gpt-5',"max\\u005ftokens":+9000,} # a comment           → 9000     → 1800000000
          {"model":"gpt-5","n":2,!"max\\u005ftokens":9000                 → 18000    → 3600000000
          {"a"!"MAX_TOKENS" = '9000'                                     → 9000     → 1800000000
          [n] "n":3                                                      → 12288    → 2457600000
          let n = 3 and max_tokens = 9000                                → 4096     → 819200000
          """)
  void the_dearest_reading_of_a_body_counts(String body, long output, long nanosOfOutput) {
    Estimate estimate = estimate(Map.of(), body);

    long input = (body.length() + 2L) / 3;
    long inputPrice = estimate.price().orElseThrow().input();
    assertThat(estimate.output()).isEqualTo(output);
    assertThat(estimate.input()).isEqualTo(input);
    assertThat(estimate.money()).isEqualTo(nanosOfOutput + input * inputPrice / 1000);
  }

  @Test
  void a_huge_wish_fits_into_no_budget() {
    assertThat(estimate(Map.of(), "{\"model\":\"gpt-5\",\"max_tokens\":1e300,\"n\":1e300}").money())
        .isEqualTo(Long.MAX_VALUE);
    assertThat(
            estimate(Map.of(), "{\"model\":\"gpt-5\",\"max_tokens\":" + "9".repeat(999) + "}")
                .money())
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"gpt-5\",\"max_tokens\":[9]}",
        "{\"model\":\"gpt-5\",\"n\":true}",
        "{\"model\":\"gpt-5\",\"n\":{}}",
        "{\"model\":\"gpt-5\",\"max_tokens\":\"0xffffffffffffffffff\"}",
        "{\"model\":\"gpt-5\",\"max_tokens\":99999999999999999999,,}"
      })
  void what_can_be_read_as_any_number_fits_into_no_budget(String body) {
    assertThat(estimate(Map.of(), body).money()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void digits_of_another_script_are_digits() {
    assertThat(
            estimate(Map.of(), "{\"model\":\"gpt-5\",\"max_tokens\":\"\uff19\u0660\u0660\u0660\"}")
                .output())
        .isEqualTo(9000);
  }

  /** No parser of ours goes so deep, but others do. */
  @Test
  void a_limit_behind_too_many_levels_counts() {
    String deep = "[".repeat(20_000) + "]".repeat(20_000);

    assertThat(estimate(Map.of(), "{\"a\":%s,\"max_t\\u006fkens\":9000}".formatted(deep)).output())
        .isEqualTo(9000);
  }

  @Test
  void a_text_in_another_encoding_of_unicode_is_read() {
    byte[] body = "{\"max_tokens\":9000}x".getBytes(StandardCharsets.UTF_16LE);

    assertThat(new Estimator(Policies.of(Map.of())).of(body).output()).isEqualTo(9000);
  }

  @Test
  void a_model_without_a_price_is_refused_in_a_body_with_a_comment_too() {
    assertThat(estimate(Map.of(), "{\"model\":\"gpt-6\" /* new */}").verdict())
        .isEqualTo(Estimate.Verdict.UNPRICED);
  }

  @Test
  void a_model_without_a_price_is_refused_or_costs_what_the_setting_says() {
    String body = "{\"model\":\"gpt-6\",\"max_tokens\":1}";

    assertThat(estimate(Map.of(), body).verdict()).isEqualTo(Estimate.Verdict.UNPRICED);
    assertThat(estimate(Map.of("unpriced", "flat $0.10"), body).money())
        .isEqualTo(Money.exactly("0.10"));
    assertThat(estimate(Map.of("unpriced", "free"), body).money()).isZero();
  }

  @Test
  void fields_have_the_places_that_the_settings_name() {
    assertThat(
            estimate(
                    Map.of("model-fields", "/a/m", "output-fields", "/a/o/0"),
                    "{\"a\":{\"m\":\"gpt-5\",\"o\":[7,8]}}")
                .output())
        .isEqualTo(7);
  }

  private static Estimate estimate(Map<String, String> settings, String body) {
    return new Estimator(Policies.of(settings)).of(body.getBytes(StandardCharsets.UTF_8));
  }

  private OptionalLong money(String usage) {
    return costs.of(ReportedUsage.parse(usage, "USD"), Unit.MONEY);
  }

  @Test
  void an_id_is_read_again_and_nothing_else_is() {
    ReservationId id =
        new ReservationId(
            7,
            List.of(
                new ReservationId.InLedger(
                    new io.weir.internal.counting.ledger.LedgerKey(
                        "name", io.weir.internal.counting.ledger.LedgerRetention.EVER, false),
                    List.of(new ReservationId.Hold(-5, 9)))));

    assertThat(ReservationId.decode(id.encode())).contains(id);
    for (String wrong : List.of("", "x", "!!", "AAAA", id.encode().substring(3), "A".repeat(99))) {
      assertThat(ReservationId.decode(wrong)).as(wrong).isEmpty();
    }
  }
}

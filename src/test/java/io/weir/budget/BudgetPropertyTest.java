package io.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.Span;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.RuleArbitraries;
import io.weir.internal.settings.Mistakes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class BudgetPropertyTest {

  @Property(edgeCases = EdgeCasesMode.NONE, tries = 500)
  void a_budget_is_what_its_text_says(@ForAll("budgets") Budget budget) {
    Mistakes mistakes = new Mistakes();

    assertThat(BudgetParser.parseAll(budget.toString(), "budgets", mistakes))
        .containsExactly(budget);
    assertThat(mistakes.found()).isEmpty();
  }

  @Property(tries = 500)
  void any_text_is_budgets_or_mistakes(@ForAll("texts") String text) {
    Mistakes mistakes = new Mistakes();

    List<Budget> budgets = BudgetParser.parseAll(text, "budgets", mistakes);

    assertThat(budgets.isEmpty() && mistakes.none()).isFalse();
    PriceTable.parse(text, "prices", mistakes);
  }

  /** A cost is exact, or refused; never rounded twice, and never less than it is. */
  @Property
  void a_cost_equals_that_of_decimals(
      @ForAll @LongRange(max = 1_000_000_000_000L) long input,
      @ForAll @LongRange(max = 1_000_000_000_000L) long output,
      @ForAll @LongRange(max = 10_000_000_000_000L) long inputPrice,
      @ForAll @LongRange(max = 10_000_000_000_000L) long outputPrice) {
    BigDecimal nanos =
        BigDecimal.valueOf(input)
            .multiply(BigDecimal.valueOf(inputPrice))
            .add(BigDecimal.valueOf(output).multiply(BigDecimal.valueOf(outputPrice)))
            .movePointLeft(3)
            .setScale(0, RoundingMode.CEILING);
    Price price = new Price(inputPrice, outputPrice, inputPrice);
    try {
      assertThat(BigDecimal.valueOf(price.of(new Price.Tokens(input, output, 0))))
          .isEqualByComparingTo(nanos);
    } catch (ArithmeticException tooLarge) {
      assertThat(nanos).isGreaterThan(BigDecimal.valueOf(Long.MAX_VALUE / 2000));
    }
  }

  @Property
  void money_is_what_it_prints(@ForAll @LongRange(max = 999_999_999_999_999_999L) long nanos) {
    assertThat(Money.exactly(Money.decimal(nanos))).isEqualTo(nanos);
  }

  @Property
  void any_usage_is_read_or_refused(@ForAll("usages") String text) {
    try {
      ReportedUsage usage = ReportedUsage.parse(text, "USD");
      assertThat(usage.money().orElse(0)).isNotNegative();
      assertThat(usage.seconds().orElse(0)).isNotNegative();
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> usages() {
    return Arbitraries.of(
            "model",
            "input",
            "output",
            "cached",
            "usd",
            "seconds",
            "=",
            ";",
            " ",
            "-1",
            "NaN",
            "1e9",
            "0.01",
            "12",
            "999999999999999999999",
            "gpt-5",
            ".",
            "İnput")
        .list()
        .ofMaxSize(12)
        .map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "a",
            ":",
            "POST",
            " ",
            " ",
            "\n",
            "/a",
            "/**",
            ",",
            "$",
            "5",
            "5.00",
            "$5",
            "EUR",
            "/",
            "hour",
            "in",
            "all",
            ";",
            "per",
            "user",
            "tokens",
            "reset",
            "manual",
            "at",
            "midnight",
            "after",
            "forget",
            "estimate",
            "warn",
            "80%",
            "most",
            "each",
            "aligned",
            "everything",
            "unreported",
            "free",
            "#",
            "\"");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(25).map(list -> String.join("", list)),
        pieces.list().ofMaxSize(25).map(list -> String.join(" ", list)));
  }

  @Provide
  Arbitrary<Budget> budgets() {
    Arbitrary<Amount> kinds =
        Arbitraries.of(
            Amount.money("USD", 0),
            Amount.money("EUR", 0),
            new Amount(Unit.TOKENS, "", 0),
            new Amount(Unit.INPUT_TOKENS, "", 0),
            new Amount(Unit.SECONDS, "", 0));
    return Combinators.combine(RuleArbitraries.requests(), kinds, allowances())
        .flatAs(
            (requests, kind, allowances) ->
                RuleArbitraries.keys(requests)
                    .flatMap(key -> options(key, kind))
                    .map(options -> new Budget("n", requests, kind, allowances, options)));
  }

  private static Arbitrary<BudgetOptions> options(Key key, Amount kind) {
    Arbitrary<BudgetOptions.Share> shares =
        Arbitraries.integers()
            .between(1, 99)
            .map(percent -> new BudgetOptions.Share(percent, Key.PER_IP));
    return Combinators.combine(
            Arbitraries.longs().between(0, 1_000_000_000_000L).map(kind::of).optional(),
            Arbitraries.of(true, false).list().ofSize(2),
            key.equals(Key.PER_IP)
                ? Arbitraries.just(Optional.<BudgetOptions.Share>empty())
                : shares.optional(),
            Arbitraries.integers().between(1, 100).set().ofMaxSize(3),
            RuleArbitraries.exemptions(),
            Arbitraries.of(WhenClusterFails.values()).optional())
        .as(
            (estimate, on, share, warnAt, except, fallback) ->
                new BudgetOptions(
                    key,
                    estimate,
                    on.get(0),
                    share,
                    warnAt.stream().sorted().toList(),
                    true,
                    except,
                    on.get(1),
                    fallback));
  }

  private static Arbitrary<List<Allowance>> allowances() {
    Arbitrary<Long> amounts = Arbitraries.longs().between(1, 900_000_000_000_000L);
    Arbitrary<List<Allowance>> periods =
        Arbitraries.of(true, false)
            .flatMap(
                aligned ->
                    Combinators.combine(
                            amounts,
                            Arbitraries.of(1L, 30L, 60L, 900L, 3600L, 86400L)
                                .map(Duration::ofSeconds)
                                .map(
                                    length ->
                                        new Span(
                                            aligned ? Span.Kind.ALIGNED : Span.Kind.ROLLING,
                                            length)))
                        .as(Allowance::new)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .uniqueElements(Allowance::span));
    Arbitrary<List<Allowance>> inAll =
        Combinators.combine(
                amounts,
                Arbitraries.of(
                    Span.UNTIL_RESET,
                    Span.UNTIL_MIDNIGHT,
                    new Span(Span.Kind.AFTER, Duration.ofMinutes(30)),
                    new Span(Span.Kind.IDLE, Duration.ofDays(7))))
            .as(Allowance::new)
            .map(List::of);
    return Arbitraries.oneOf(periods, inAll);
  }
}

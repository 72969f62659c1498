package io.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          session: GET|POST /chat, /realtime/** $5.00 in all per session          → session: GET|POST /chat, /realtime/** $5.00 in all forget after 1 day per session
          /chat $5.00 in all per header:X-Session                                 → budget-1: /chat $5.00 in all forget after 30 days per header:X-Session
          /chat $5.00 in all per session+header:X                                 → budget-1: /chat $5.00 in all forget after 1 day per session+header:X
          hour: GET|POST /chat, /make-call/** $50.00/hour per global              → hour: GET|POST /chat, /make-call/** $50.00 per 1 hour per global
          system: /chat $100.00 in all per global reset manual                    → system: /chat $100.00 in all reset manual per global
          tokens: POST /chat 100000 tokens/minute per user                        → tokens: POST /chat 100000 tokens per 1 minute per user
          talk: POST /call/** 600 seconds/day per user estimate 60 seconds        → talk: POST /call/** 600 seconds per 1 day per user estimate 60 seconds
          /chat EUR 5.00/day                                                      → budget-1: /chat EUR 5.00 per 1 day per ip
          /chat $ 5/day                                                           → budget-1: /chat $5.00 per 1 day per ip
          /chat $0.000000001/day aligned                                          → budget-1: /chat $0.000000001 per 1 day aligned per ip
          /chat $5 per 3 hours; $20/day; $90 in all                               → budget-1: /chat $5.00 per 3 hours; $20.00 per 1 day; $90.00 in all forget after 30 days per ip
          /chat 5 input-tokens/hour; 50 input-tokens/day                          → budget-1: /chat 5 input-tokens per 1 hour; 50 input-tokens per 1 day per ip
          /chat $5 in all reset at midnight                                       → budget-1: /chat $5.00 in all reset at midnight per ip
          /chat $5 in all per user reset after 30 minutes                         → budget-1: /chat $5.00 in all reset after 30 minutes per user
          /chat $5 in all forget after 7 days per user                            → budget-1: /chat $5.00 in all forget after 7 days per user
          /chat $5/hour per global at most 20% each ip warn at 95%, 80%           → budget-1: /chat $5.00 per 1 hour per global at most 20% each ip warn at 80%, 95%
          /** $5/hour everything shadow                                           → budget-1: /** $5.00 per 1 hour per ip everything shadow
          /chat $5/hour unreported free when-cluster-fails closed                 → budget-1: /chat $5.00 per 1 hour per ip unreported free when-cluster-fails closed
          /chat $5/hour unreported charge estimate $0.10 except role:admin        → budget-1: /chat $5.00 per 1 hour per ip estimate $0.10 except role:admin
          /chat 9 seconds per 90 seconds per user                                 → budget-1: /chat 9 seconds per 90 seconds per user
          """)
  void a_line_means_its_canonical_form(String line, String canonical) {
    assertThat(mistakesIn(line)).isEmpty();
    assertThat(read(line)).singleElement().hasToString(canonical);
    assertThat(read(canonical)).isEqualTo(read(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "→",
      quoteCharacter = '\0',
      textBlock =
          """
          /chat                                     → an amount is missing
          /chat $5.00                               → a period is missing, or in all
          /chat 5/hour                              → a number needs its unit: tokens, input-tokens, output-tokens, seconds
          /chat 5 token/hour                        → Did you mean "tokens"?
          /chat 5.00 tokens/hour                    → an amount is $ or a currency
          /chat $5,00/hour                          → a period is missing, or in all
          /chat $0/hour                             → the amount must be more than 0
          /chat $5.0000000001/hour                  → up to 9 digits and 9 decimals
          /chat $-5/hour                            → up to 9 digits and 9 decimals
          /chat XYZ 5/hour                          → no such currency in ISO 4217
          /chat $5/our                              → Did you mean "hour"?
          /chat $5 in al                            → "all" must follow in
          /chat $5/hour; 5 tokens/hour              → all amounts of a budget have one unit
          /chat $5/hour; EUR 5/day                  → all amounts of a budget have one unit
          /chat $5/hour; $6 per 60 minutes          → have the same period
          /chat $5 per 7 minutes aligned            → must divide a day evenly
          /chat $5 per 400 days                     → 1 second to 366 days
          /chat $5/hour reset manual                → reset and forget are for amounts in all
          /chat $5 in all aligned                   → write reset at midnight instead
          /chat $5 in all reset at noon             → midnight must follow reset at
          /chat $5 in all reset daily               → manual, at midnight or after a period must follow
          /chat $5 in all reset manual forget after 1 day → only one of reset and forget
          /chat $5/hour estimate 60 seconds         → the estimate must be in the unit of the budget
          /chat $5/hour unreported fee              → charge or free must follow. Did you mean "free"?
          /chat $5/hour at most 120% each user      → 1% to 99% is allowed
          /chat $5/hour at most 20% each ip         → is counted per ip already
          /chat $5/hour warn 80%                    → at must follow
          /chat $5/hour warn at 0%                  → 1% to 100% is allowed
          /** $5/hour                               → would also stop pages that cost nothing
          /chat $5/hour per path:x                  → has no variable {x}
          /chat $5/hour perr user                   → Did you mean "per"?
          /chat $5/hour per user per ip             → write each option once
          /chat $5/hour when-cluster-fails opne     → Did you mean "open"?
          """)
  void a_mistake_says_what_is_allowed(String line, String told) {
    assertThat(mistakesIn(line)).isNotEmpty();
    assertThat(String.join("\n", mistakesIn(line))).contains(told);
  }

  @Test
  void all_mistakes_are_told_at_once_with_their_lines() {
    assertThat(mistakesIn("a: /chat $5\n\n# comment\nb: /chat 5 tokns/hour\nc: /chat $5/hour"))
        .hasSize(2)
        .satisfies(found -> assertThat(found.get(0)).startsWith("budgets, line 1: "))
        .satisfies(found -> assertThat(found.get(1)).startsWith("budgets, line 4: "));
  }

  @Test
  void budgets_have_one_currency_and_names_of_their_own() {
    assertThat(mistakesIn("/chat $5/hour\n/call EUR 5/hour"))
        .singleElement()
        .asString()
        .contains("one currency");
    assertThat(mistakesIn("a: /chat $5/hour\na: /call $5/hour"))
        .singleElement()
        .asString()
        .contains("the name is already taken");
  }

  @Test
  void the_account_of_a_budget_does_not_change_with_its_amount() {
    assertThat(read("a: /chat $5/hour per user").get(0).identity())
        .isEqualTo(read("a: /chat, /x $9/hour per user shadow").get(0).identity())
        .isNotEqualTo(read("a: /chat $5/hour").get(0).identity())
        .isNotEqualTo(read("a: /chat 5 tokens/hour per user").get(0).identity());
  }

  private static List<Budget> read(String text) {
    return BudgetParser.parseAll(text, "budgets", new Mistakes());
  }

  private static List<String> mistakesIn(String text) {
    Mistakes mistakes = new Mistakes();
    BudgetParser.parseAll(text, "budgets", mistakes);
    return mistakes.found().stream().map(Mistake::toString).toList();
  }
}

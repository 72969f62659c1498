package io.weir.budget;

import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.Span;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.PeriodParser;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.rules.TableLine;
import io.weir.internal.rules.TableParser;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.NameSuggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the setting {@code budgets}.
 *
 * <pre>
 * line   = [ name ":" ] [ methods ] paths allowances { option }
 * option = per KEY | aligned | reset ( manual | at midnight | after PERIOD ) | forget after PERIOD
 *        | estimate AMOUNT | unreported ( charge | free )
 *        | at most PERCENT each KEY | warn at PERCENT { "," PERCENT } | everything
 *        | except EXEMPTION { "," EXEMPTION } | shadow | when-cluster-fails ( local | open | closed )
 * </pre>
 */
final class BudgetParser {

  private static final List<String> KEYWORDS =
      List.of(
          "per",
          "aligned",
          "reset",
          "forget",
          "estimate",
          "unreported",
          "at",
          "warn",
          "everything",
          "except",
          "shadow",
          "when-cluster-fails");

  private static final TableParser TABLE =
      new TableParser("budget", "hour: POST /chat $50.00/hour per global", KEYWORDS);

  /** After which idle time a budget in all forgets a session, and another key. */
  private static final Duration IDLE_SESSION = Duration.ofDays(1);

  private static final Duration IDLE = Duration.ofDays(30);

  private final RuleScanner scanner;
  private Key key = Key.PER_IP;
  private boolean aligned;
  private Optional<Span> end = Optional.empty();
  private Optional<Amount> estimate = Optional.empty();
  private boolean free;
  private Optional<BudgetOptions.Share> share = Optional.empty();
  private List<Integer> warnAt = List.of();
  private boolean everything;
  private List<Exemption> except = List.of();
  private boolean shadow;
  private Optional<WhenClusterFails> whenClusterFails = Optional.empty();

  private BudgetParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /** The budgets that can be read; {@code mistakes} takes every mistake of every line. */
  static List<Budget> parseAll(String text, String where, Mistakes mistakes) {
    List<Budget> budgets =
        TABLE.parse(text, where, mistakes, line -> new BudgetParser(line.scanner()).budget(line));
    if (budgets.stream()
            .filter(budget -> budget.unit() == Unit.MONEY)
            .map(budget -> budget.kind().currency())
            .distinct()
            .count()
        > 1) {
      mistakes.add(where, "all budgets of money have one currency; Weir knows no exchange rates");
    }
    return budgets;
  }

  private Optional<Budget> budget(TableLine line) {
    line.takeName(line.name(), "a budget without a name is called budget-N.");
    List<AmountParser.Written> written = new AmountParser(scanner).parse();
    line.readOptions(this::read);
    BudgetOptions options = options();
    if (written.isEmpty()) {
      return Optional.empty();
    }
    Amount kind = written.get(0).amount();
    List<Allowance> allowances = new ArrayList<>(written.size());
    for (AmountParser.Written one : written) {
      scanner
          .create(scanner.position(), () -> new Allowance(one.amount().value(), span(one)))
          .ifPresent(allowances::add);
    }
    checkEnds(written);
    Budget.contradictions(line.requests(), kind, allowances, options).forEach(scanner::mistake);
    return scanner.valid()
        ? Optional.of(new Budget(line.name(), line.requests(), kind, allowances, options))
        : Optional.empty();
  }

  private Span span(AmountParser.Written one) {
    boolean ofSession = key.parts().stream().anyMatch(part -> part.toString().equals("session"));
    Duration idle = ofSession ? IDLE_SESSION : IDLE;
    return one.period()
        .map(period -> new Span(aligned ? Span.Kind.ALIGNED : Span.Kind.ROLLING, period))
        .or(() -> end)
        .orElseGet(() -> new Span(Span.Kind.IDLE, idle));
  }

  private void checkEnds(List<AmountParser.Written> written) {
    if (end.isPresent() && written.stream().allMatch(one -> one.period().isPresent())) {
      scanner.mistake(
          "reset and forget are for amounts in all; an amount of a period comes back by itself.");
    }
    if (aligned && written.stream().allMatch(one -> one.period().isEmpty())) {
      scanner.mistake("aligned is for amounts of a period; write reset at midnight instead.");
    }
  }

  private BudgetOptions options() {
    return new BudgetOptions(
        key, estimate, free, share, warnAt, everything, except, shadow, whenClusterFails);
  }

  private void read(String option, int start) {
    switch (option) {
      case "per" -> key = Key.parse(scanner).orElse(key);
      case "aligned" -> aligned = true;
      case "reset" -> reset(start);
      case "forget" ->
          endAfter(
              start, Span.Kind.IDLE, "after and a period must follow, as in forget after 30 days.");
      case "estimate" -> estimate = Amount.parse(scanner, start);
      case "unreported" -> unreported(start);
      case "at" -> share(start);
      case "warn" -> warn(start);
      case "everything" -> everything = true;
      case "except" -> except = Exemption.parse(scanner);
      case "shadow" -> shadow = true;
      case "when-cluster-fails" -> whenClusterFails(start);
      default -> throw new IllegalStateException(option);
    }
  }

  private void reset(int start) {
    if (scanner.accept("manual")) {
      end(Span.UNTIL_RESET);
    } else if (scanner.accept("at")) {
      if (scanner.accept("midnight")) {
        end(Span.UNTIL_MIDNIGHT);
      } else {
        scanner.mistakeAndSkip(start, "midnight must follow reset at.");
      }
    } else {
      endAfter(
          start,
          Span.Kind.AFTER,
          "manual, at midnight or after a period must follow, as in reset after 1 hour.");
    }
  }

  private void endAfter(int start, Span.Kind kind, String otherwise) {
    if (!scanner.accept("after")) {
      scanner.mistakeAndSkip(start, otherwise);
      return;
    }
    PeriodParser.parse(scanner, start)
        .flatMap(length -> scanner.create(start, () -> new Span(kind, length)))
        .ifPresent(this::end);
  }

  private void end(Span written) {
    if (end.isPresent()) {
      scanner.mistake("only one of reset and forget is allowed.");
    }
    end = Optional.of(written);
  }

  private void unreported(int start) {
    String word = scanner.argument();
    free = word.equals("free");
    if (!free && !word.equals("charge")) {
      scanner.mistakeAndSkip(
          start,
          "charge or free must follow."
              + NameSuggestion.didYouMean(word, List.of("charge", "free")));
    }
  }

  private void share(int start) {
    if (!scanner.accept("most")) {
      scanner.mistakeAndSkip(start, "most must follow, as in at most 20% each ip.");
      return;
    }
    Optional<Integer> percent = percent(start, 99);
    if (!scanner.accept("each")) {
      scanner.mistakeAndSkip(start, "each and a key must follow, as in at most 20% each ip.");
      return;
    }
    Optional<Key> each = Key.parse(scanner);
    if (percent.isPresent() && each.isPresent()) {
      share = Optional.of(new BudgetOptions.Share(percent.get(), each.get()));
    }
  }

  private void warn(int start) {
    if (!scanner.accept("at")) {
      scanner.mistakeAndSkip(start, "at must follow, as in warn at 80%, 95%.");
      return;
    }
    List<Integer> percents = new ArrayList<>();
    do {
      percent(start, 100).ifPresent(percents::add);
    } while (scanner.accept(','));
    warnAt = percents.stream().sorted().distinct().toList();
  }

  private Optional<Integer> percent(int start, int most) {
    String word = scanner.word(",");
    if (word.matches("[1-9][0-9]{0,2}%")) {
      int percent = Integer.parseInt(word.substring(0, word.length() - 1));
      if (percent <= most) {
        return Optional.of(percent);
      }
    }
    scanner.mistake(start, "1%% to %s%% is allowed, as in 80%%.".formatted(most));
    return Optional.empty();
  }

  private void whenClusterFails(int start) {
    scanner
        .constant(WhenClusterFails.class, start, "local, open or closed must follow.")
        .ifPresent(fallback -> whenClusterFails = Optional.of(fallback));
  }
}

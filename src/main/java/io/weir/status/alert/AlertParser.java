package io.weir.status.alert;

import io.weir.internal.rules.PeriodParser;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.rules.TableParser;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.NameSuggestion;
import io.weir.status.alert.AlertRule.Condition;
import java.time.Duration;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the setting {@code weir.alerts}.
 *
 * <pre>
 * line = ( budget NAME at NUMBER% | rule NAME refused over NUMBER/UNIT | circuit NAME open
 *        | cluster lost | secret stale | daily cost over MONEY ) [ every PERIOD ]
 * </pre>
 */
final class AlertParser {

  private static final String EVERY = "every";
  private static final List<String> SUBJECTS =
      List.of("budget", "rule", "circuit", "cluster", "secret", "daily");

  private static final TableParser TABLE =
      new TableParser("alert", "budget hour at 80%", List.of(EVERY));

  private static final String RATE =
      "a number and a period must follow over, as in rule login refused over 100/minute.";
  private static final Pattern MONEY = Pattern.compile("(?:\\$|([A-Z]{3}))?([0-9.]*)");

  private final RuleScanner scanner;
  private final int start;

  private AlertParser(RuleScanner scanner) {
    this.scanner = scanner;
    this.start = scanner.position();
  }

  /** The alerts that can be read; {@code mistakes} takes every mistake of every line. */
  static List<AlertRule> parseAll(String text, String where, Mistakes mistakes) {
    if (text.isEmpty()) {
      return List.of();
    }
    Map<Condition, String> places = new HashMap<>();
    return TABLE.parsePlain(text, where, mistakes, line -> new AlertParser(line).alert(places));
  }

  private Optional<AlertRule> alert(Map<Condition, String> places) {
    Optional<Condition> condition = condition();
    Duration every = AlertRule.DEFAULT_EVERY;
    if (scanner.valid() && scanner.accept(EVERY)) {
      every = PeriodParser.parse(scanner, start).orElse(every);
    }
    if (scanner.valid() && !scanner.atEnd()) {
      int rest = scanner.position();
      String word = scanner.word("");
      scanner.mistake(
          rest,
          "only every and a period may follow an alert, as in every 1 day."
              + NameSuggestion.didYouMean(word, List.of(EVERY)));
    }
    if (!scanner.valid() || condition.isEmpty()) {
      return Optional.empty();
    }
    String before = places.putIfAbsent(condition.get(), scanner.where());
    if (before != null) {
      scanner.mistake("\"%s\": the same alert stands in %s.".formatted(condition.get(), before));
      return Optional.empty();
    }
    Duration most = every;
    return scanner.create(start, () -> new AlertRule(condition.get(), most));
  }

  private Optional<Condition> condition() {
    String subject = scanner.word("");
    return switch (subject) {
      case "budget" -> budget();
      case "rule" -> rule();
      case "circuit" ->
          name("circuit", "openai open")
              .filter(name -> follows("open", "circuit openai open"))
              .map(AlertRule.CircuitOpen::new);
      case "cluster" ->
          follows("lost", "cluster lost") ? Optional.of(new AlertRule.ClusterLost()) : nothing();
      case "secret" ->
          follows("stale", "secret stale") ? Optional.of(new AlertRule.SecretStale()) : nothing();
      case "daily" -> dailyCost();
      default -> {
        scanner.mistake(
            start,
            "an alert begins with %s, as in budget hour at 80%%.%s"
                .formatted(
                    String.join(", ", SUBJECTS), NameSuggestion.didYouMean(subject, SUBJECTS)));
        yield nothing();
      }
    };
  }

  private static Optional<Condition> nothing() {
    return Optional.empty();
  }

  private Optional<String> name(String subject, String example) {
    String name = scanner.argument();
    if (name.isEmpty()) {
      scanner.mistake(start, "a name must follow, as in %s %s.".formatted(subject, example));
      return Optional.empty();
    }
    return Optional.of(name);
  }

  private boolean follows(String word, String example) {
    int before = scanner.position();
    if (scanner.accept(word)) {
      return true;
    }
    String written = scanner.argument();
    scanner.mistake(
        before,
        "%s must follow, as in %s.%s"
            .formatted(word, example, NameSuggestion.didYouMean(written, List.of(word))));
    return false;
  }

  private Optional<Condition> budget() {
    Optional<String> name = name("budget", "hour at 80%");
    if (name.isEmpty() || !follows("at", "budget hour at 80%")) {
      return nothing();
    }
    String written = scanner.argument();
    if (!written.matches("[0-9]{1,3}%")) {
      scanner.mistake(start, "a percentage must follow at, as in budget hour at 80%.");
      return nothing();
    }
    int percent = Integer.parseInt(written.substring(0, written.length() - 1));
    return scanner.create(start, () -> new AlertRule.BudgetUsed(name.get(), percent));
  }

  private Optional<Condition> rule() {
    String example = "rule login refused over 100/minute";
    Optional<String> name = name("rule", "login refused over 100/minute");
    if (name.isEmpty() || !follows("refused", example) || !follows("over", example)) {
      return nothing();
    }
    long requests = scanner.number();
    if (requests == 0 || !(scanner.accept('/') || scanner.accept("per"))) {
      scanner.mistake(start, RATE);
      return nothing();
    }
    return PeriodParser.parse(scanner, start)
        .flatMap(
            period ->
                scanner.create(
                    start, () -> new AlertRule.RefusedOften(name.get(), requests, period)));
  }

  private Optional<Condition> dailyCost() {
    String example = "daily cost over $10.00";
    if (!follows("cost", example) || !follows("over", example)) {
      return nothing();
    }
    String first = scanner.argument();
    Matcher money = MONEY.matcher(first.matches("[A-Z]{3}") ? first + scanner.argument() : first);
    if (!money.matches()) {
      return scanner.create(start, () -> new AlertRule.DailyCost("", Cost.parse("")));
    }
    String currency = money.group(1) == null ? "USD" : money.group(1);
    return scanner.create(
        start, () -> new AlertRule.DailyCost(checked(currency), Cost.parse(money.group(2))));
  }

  static String checked(String currency) {
    try {
      return Currency.getInstance(currency).getCurrencyCode();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no such currency in ISO 4217; write it as in daily cost over EUR 10.00.", e);
    }
  }
}

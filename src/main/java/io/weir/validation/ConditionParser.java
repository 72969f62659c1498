package io.weir.validation;

import io.weir.internal.rules.RuleScanner;
import io.weir.internal.rules.TableLine;
import io.weir.internal.settings.NameSuggestion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads what a field must hold.
 *
 * <pre>
 * condition = required | at ( most | least ) NUMBER characters | one of VALUE { "," VALUE }
 *           | [ whole ] number [ from NUMBER to NUMBER ] | [ not ] matching ( PATTERN | list:NAME )
 * </pre>
 */
final class ConditionParser {

  private static final String LIST = "list:";

  private static final List<String> WORDS =
      List.of("required", "at", "one", "number", "whole", "matching", "not", "strip", "trim");

  private static final String ALLOWED =
      "allowed are required, at most N characters, at least N characters, number, whole number, one of, matching, not matching, and for parameters strip and trim";

  private final RuleScanner scanner;
  private final int start;
  private final Field field;

  /**
   * A parser of the condition that follows.
   *
   * @param start where the field begins
   */
  ConditionParser(RuleScanner scanner, int start, Field field) {
    this.scanner = scanner;
    this.start = start;
    this.field = field;
  }

  /** The condition; nothing, and a mistake, if none can be read. */
  Optional<? extends Condition> read() {
    String word = scanner.word(",;");
    return switch (word) {
      case "required" -> Optional.of(new Condition.Required());
      case "at" -> length();
      case "one" -> oneOf();
      case "number" -> number(false);
      case "whole" -> scanner.accept("number") ? number(true) : unknown("whole");
      case "matching" -> source().flatMap(source -> create(() -> new Condition.Matching(source)));
      case "not" ->
          scanner.accept("matching")
              ? source().flatMap(source -> create(() -> denied(source)))
              : unknown("not");
      default -> unknown(word);
    };
  }

  private static Condition.NotMatching denied(PatternSource source) {
    if (source instanceof PatternSource.Single single) {
      single.pattern().needingCharacters();
    }
    return new Condition.NotMatching(source);
  }

  private <T> Optional<T> create(Supplier<T> supplier) {
    return scanner.create(start, supplier);
  }

  private Optional<Condition> unknown(String word) {
    String problem = word.isEmpty() ? "a condition must follow" : "unknown condition";
    scanner.mistake(
        start, "%s; %s.%s".formatted(problem, ALLOWED, NameSuggestion.didYouMean(word, WORDS)));
    return Optional.empty();
  }

  private Optional<Condition.Length> length() {
    boolean atMost = scanner.accept("most");
    if ((atMost || scanner.accept("least")) && scanner.atDigit()) {
      int number = (int) Math.min(Integer.MAX_VALUE, scanner.number());
      if (scanner.accept("characters") || scanner.accept("character")) {
        return create(() -> new Condition.Length(atMost, number));
      }
    }
    scanner.mistake(start, "a number of characters must follow, as in at most 200 characters.");
    return Optional.empty();
  }

  private Optional<Condition.OneOf> oneOf() {
    if (!scanner.accept("of")) {
      scanner.mistake(start, "\"of\" must follow \"one\", as in one of small, large.");
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    do {
      String value = scanner.word(",;");
      if (!value.isEmpty()) {
        values.add(value);
      }
    } while (scanner.accept(','));
    return create(() -> new Condition.OneOf(new LinkedHashSet<>(values)));
  }

  private Optional<Condition.Numeric> number(boolean whole) {
    if (field instanceof Field.Texts) {
      scanner.mistake(start, "a text of JSON is no number; write json: instead of texts:.");
      return Optional.empty();
    }
    if (!scanner.accept("from")) {
      return Optional.of(new Condition.Numeric(whole, List.of()));
    }
    String least = scanner.word(",;");
    String most = scanner.accept("to") ? scanner.word(",;") : "";
    return create(
        () ->
            new Condition.Numeric(
                whole, List.of(Condition.Numeric.end(least), Condition.Numeric.end(most))));
  }

  private Optional<PatternSource> source() {
    String word = scanner.word(";");
    if (word.startsWith(LIST)) {
      String name = word.substring(LIST.length());
      if (!TableLine.isName(name)) {
        scanner.mistake(start, "the name of a list is a letter and then letters, digits or \"-\".");
        return Optional.empty();
      }
      return Optional.of(new PatternSource.Named(name));
    }
    return create(() -> new PatternSource.Single(TextPattern.of(word)));
  }
}

package io.weir.validation;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a value must hold; {@code toString} is how it is written. */
sealed interface Condition {

  /** Whether a value holds it. */
  boolean holds(Value value, PatternSearch search);

  /** Whether a request without any value holds it. */
  default boolean holdsWithout() {
    return true;
  }

  /** Whether looking at a value takes time that grows with its length and with a list. */
  default boolean isExpensive() {
    return false;
  }

  /** The rest of a sentence for the client, after the name of the field. */
  String demand();

  /** {@code required}: there is a value, and it is not empty. */
  record Required() implements Condition {

    @Override
    public boolean holds(Value value, PatternSearch search) {
      return value.isStructure() || !value.text().isEmpty();
    }

    @Override
    public boolean holdsWithout() {
      return false;
    }

    @Override
    public String demand() {
      return "is required";
    }

    @Override
    public String toString() {
      return "required";
    }
  }

  /**
   * {@code at most 200 characters}, {@code at least 8 characters}; those of Unicode.
   *
   * @param atMost whether the number is the largest, otherwise the smallest
   * @param characters 1 to 10 000 000
   */
  record Length(boolean atMost, int characters) implements Condition {

    private static final int MOST = 10_000_000;

    public Length {
      if (characters < 1 || characters > MOST) {
        throw new IllegalArgumentException("1 to %s characters are allowed.".formatted(MOST));
      }
    }

    @Override
    public boolean holds(Value value, PatternSearch search) {
      if (value.isStructure()) {
        return false;
      }
      int length = value.text().codePointCount(0, value.text().length());
      return atMost ? length <= characters : length >= characters;
    }

    @Override
    public String demand() {
      return "must have " + this;
    }

    @Override
    public String toString() {
      return "at %s %s %s"
          .formatted(
              atMost ? "most" : "least", characters, characters == 1 ? "character" : "characters");
    }
  }

  /**
   * {@code number}, {@code whole number from 1 to 100}. In JSON, a number in quotes is none.
   *
   * @param range both ends, or none
   */
  record Numeric(boolean whole, List<BigDecimal> range) implements Condition {

    /** Longer ones are not computed. */
    private static final int MOST_CHARACTERS = 100;

    private static final Pattern DECIMAL =
        Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?");

    public Numeric {
      range = List.copyOf(range);
      if (!range.isEmpty() && range.get(0).compareTo(range.get(1)) > 0) {
        throw new IllegalArgumentException("the first number must not be greater than the second.");
      }
    }

    /**
     * Reads an end of a range.
     *
     * @throws IllegalArgumentException with a sentence for the administrator
     */
    static BigDecimal end(String text) {
      if (text.length() > MOST_CHARACTERS || !DECIMAL.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "two numbers must follow, as in number from 0 to 2.5 or whole number from 1 to 100.");
      }
      return new BigDecimal(text);
    }

    @Override
    public boolean holds(Value value, PatternSearch search) {
      boolean typed = value.type() == Value.Type.NUMBER || value.type() == Value.Type.UNTYPED;
      if (!typed
          || value.text().length() > MOST_CHARACTERS
          || !DECIMAL.matcher(value.text()).matches()) {
        return false;
      }
      BigDecimal number = new BigDecimal(value.text());
      return (!whole || number.signum() == 0 || number.stripTrailingZeros().scale() <= 0)
          && (range.isEmpty()
              || (number.compareTo(range.get(0)) >= 0 && number.compareTo(range.get(1)) <= 0));
    }

    @Override
    public String demand() {
      return "must be a " + this;
    }

    @Override
    public String toString() {
      return (whole ? "whole number" : "number")
          + (range.isEmpty()
              ? ""
              : " from %s to %s"
                  .formatted(range.get(0).toPlainString(), range.get(1).toPlainString()));
    }
  }

  /**
   * {@code one of gpt-5, gpt-5-mini}.
   *
   * @param values at least one
   */
  record OneOf(Set<String> values) implements Condition {

    public OneOf {
      values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "values must follow, separated by \",\", as in one of small, large.");
      }
    }

    @Override
    public boolean holds(Value value, PatternSearch search) {
      return !value.isStructure() && values.contains(value.text());
    }

    @Override
    public String demand() {
      return "must be " + this;
    }

    @Override
    public String toString() {
      return "one of "
          + values.stream().map(CheckParser::written).collect(Collectors.joining(", "));
    }
  }

  /** {@code matching PATTERN}: the whole value matches, and so does its normal form. */
  record Matching(PatternSource source) implements Condition {

    @Override
    public boolean holds(Value value, PatternSearch search) {
      return !value.isStructure() && search.matches(value.text(), source);
    }

    @Override
    public boolean isExpensive() {
      return true;
    }

    @Override
    public String demand() {
      return "must match " + source.shown();
    }

    @Override
    public String toString() {
      return "matching " + source;
    }
  }

  /** {@code not matching PATTERN}: no part of the value or of its normal form matches. */
  record NotMatching(PatternSource source) implements Condition {

    @Override
    public boolean holds(Value value, PatternSearch search) {
      return !value.isStructure() && search.hasNone(value.text(), source);
    }

    @Override
    public boolean isExpensive() {
      return true;
    }

    @Override
    public String demand() {
      return "must not match " + source.shown();
    }

    @Override
    public String toString() {
      return "not matching " + source;
    }
  }
}

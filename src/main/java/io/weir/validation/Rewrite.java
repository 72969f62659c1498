package io.weir.validation;

/** What is removed from a parameter before the application reads it. */
record Rewrite(Field.Parameter field, Change change) {

  /** A change of a value; {@code toString} is how it is written. */
  sealed interface Change {

    String of(String value);
  }

  /** {@code strip PATTERN}: without what matches. */
  record Strip(TextPattern pattern) implements Change {

    @Override
    public String of(String value) {
      return pattern.removedFrom(value);
    }

    @Override
    public String toString() {
      return "strip " + CheckParser.written(pattern.toString());
    }
  }

  /** {@code trim}: without blanks around the value. */
  record Trim() implements Change {

    @Override
    public String of(String value) {
      return value.strip();
    }

    @Override
    public String toString() {
      return "trim";
    }
  }

  /** What a client is told where the request cannot be changed. */
  String demand() {
    return "%s has characters that are not allowed here.".formatted(field);
  }

  /** The same where the request has more than is searched for characters to remove. */
  String demandOfLess() {
    return "%s cannot be changed: the request has more than %s characters or %s texts to be compared with patterns."
        .formatted(field, PatternSearch.MOST_CHARACTERS, PatternSearch.MOST_TEXTS);
  }

  @Override
  public String toString() {
    return field + " " + change;
  }
}

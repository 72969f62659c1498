package io.weir.validation;

/** A check of the values of a field: each of them must hold the condition. */
record FieldCheck(Field field, Condition condition) {

  /** What a client is told. It names the field and the check, and never a value. */
  String demand() {
    return "%s %s.".formatted(field, condition.demand());
  }

  /** The same of a check that was not made, if that is so. */
  String demand(PatternSearch search) {
    return condition.isExpensive() && search.isExhausted()
        ? "%s cannot be checked: the request has more than %s characters or %s texts to be compared with patterns."
            .formatted(field, PatternSearch.MOST_CHARACTERS, PatternSearch.MOST_TEXTS)
        : demand();
  }

  @Override
  public String toString() {
    return field + " " + condition;
  }
}

package io.weir.validation;

/** A check of the values of a field: each of them must hold the condition. */
record FieldCheck(Field field, Condition condition) {

  /** What a client is told. It names the field and the check, and never a value. */
  String demand() {
    return "%s %s.".formatted(field, condition.demand());
  }

  @Override
  public String toString() {
    return field + " " + condition;
  }
}
